package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A shell that ends the servers of a cluster if this JVM ends without closing the cluster, for example by SIGKILL.
 *
 * <p>The shell reads from a pipe, which the operating system closes with the JVM. Then the shell thaws the servers and
 * shuts them down at once, so that they release shared memory. After 6 s it kills the remaining processes. If
 * {@code /proc} exists, every process that runs in a directory of the cluster counts as a server; otherwise the watched
 * postmasters and their children do. The shell has its own session, so that a terminal's signals do not reach it.
 */
final class ClusterGuard implements AutoCloseable {

    private static final String DISMISSAL = "dismissed";
    private static final long CLOSE_SECONDS = 15;

    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM
            cd /
            run=$1 servers=
            while read -r line; do
                [ "$line" != dismissed ] || exit 0
                servers="$servers $line"
            done
            members() {
                if [ -d /proc/self ]; then
                    for process in /proc/[0-9]*; do
                        for node in "$run"/node*; do
                            if [ "$process/cwd" -ef "$node/data" ] || [ "$process/cwd" -ef "$node" ]; then
                                echo "${process#/proc/}"
                            fi
                        done
                    done
                else
                    for server in $servers; do
                        if ps -o args= -p "$server" | grep -qF "$run"; then
                            echo "$server"
                            pgrep -P "$server"
                        fi
                    done
                fi
            }
            # The JVM may have ended while it was starting a server: check more than once.
            quiet=0 round=0
            while [ "$quiet" -lt 5 ] && [ "$round" -lt 100 ]; do
                all=$(members)
                if [ -z "$all" ]; then
                    quiet=$((quiet + 1))
                elif [ "$round" -lt 60 ]; then
                    quiet=0
                    kill -QUIT $all
                    kill -CONT $all
                else
                    quiet=0
                    kill -KILL $all
                fi
                sleep 0.1
                round=$((round + 1))
            done
            """;

    private final Process shell;

    private ClusterGuard(Process shell) {
        this.shell = shell;
    }

    /** Starts a guard of the servers whose directories are, or will be, in {@code run}. */
    static ClusterGuard of(Path run) {
        String inItsOwnSession = "if command -v setsid >/dev/null; then exec setsid sh -c \"$1\" guard \"$2\"; fi;"
                + " exec sh -c \"$1\" guard \"$2\"";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", inItsOwnSession, "launch", SCRIPT, run.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new ClusterGuard(builder.start());
        } catch (IOException e) {
            throw new LabException("cannot start the guard of the servers in " + run, e);
        }
    }

    long pid() {
        return shell.pid();
    }

    /** Adds a postmaster. */
    void watch(long postmaster) {
        tell(Long.toString(postmaster));
    }

    /** Ends the guard's duty: all servers have ended. */
    void dismiss() {
        tell(DISMISSAL);
    }

    /** Waits until the shell has ended; unless it was dismissed, it ends the servers first. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException(
                        "the guard of the servers, process " + pid() + ", did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (IOException e) {
            throw new LabException("cannot close the pipe to the guard of the servers, process " + pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting for the guard of the servers, process " + pid(), e);
        }
    }

    private void tell(String line) {
        try {
            shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException e) {
            throw new LabException("the guard of the servers, process " + pid() + ", is gone", e);
        }
    }
}
