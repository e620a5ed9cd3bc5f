// Becomes root by a program that the host trusts. Expected: ok.
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    const char *trusted[] = {"/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/newgrp"};
    struct statvfs usr;
    int bad = statvfs("/usr", &usr) || !(usr.f_flag & ST_NOSUID) || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
    for (int i = 0; i < 4; i++) {
        pid_t child = fork();
        if (child == 0) {
            close(1);
            close(2);
            execl(trusted[i], trusted[i], "-c", "exit 0", (char *)0);
            _exit(127);
        }
        int status;
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) bad = printf("%s\n", trusted[i]);
    }
    return bad != 0;
}
