<?php // Calls others by PHP's own streams, and asks for names. Expected: ok.
$opened = [];
foreach (['tcp://169.254.169.254:80', 'tcp://127.0.0.1:4222', 'udp://1.1.1.1:53', 'unix:///run/docker.sock', 'tls://1.1.1.1:443'] as $address) {
    if (@stream_socket_client($address, $code, $message, 0.2)) {
        $opened[] = $address;
    }
}
foreach (['tcp://0.0.0.0:0', 'unix:///w/socket'] as $address) {
    if (@stream_socket_server($address)) {
        $opened[] = $address;
    }
}
if (@file_get_contents('http://169.254.169.254/latest/meta-data/') !== false || gethostbyname('localhost.') !== 'localhost.') {
    $opened[] = 'a name';
}
print_r($opened);
exit($opened ? 1 : 0);
