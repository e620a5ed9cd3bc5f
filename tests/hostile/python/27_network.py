# Calls others by every kind of socket. Expected: ok.
import socket

opened = []
for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_BLUETOOTH", "AF_CAN", "AF_ALG"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        number = getattr(socket, family, None)
        if number is None:
            continue
        try:
            socket.socket(number, kind)
            opened.append((family, kind))
        except OSError:
            pass
for address in (("169.254.169.254", 80), ("127.0.0.1", 4222), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address, 0.2)
        opened.append(address)
    except OSError:
        pass
print(opened)
raise SystemExit(bool(opened))
