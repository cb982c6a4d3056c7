package dev.penstock.lab.postgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shell scripts that start a server so that it does not outlive this JVM.
 *
 * <p>The shell that this JVM starts becomes the postmaster by {@code exec}, so that its process ID and its exit code
 * are the postmaster's. Before that it leaves a guard behind, no child of the postmaster, that reads from this JVM's
 * end of a pipe. The pipe ends when this JVM does, however it ends, and the guard then ends the server: an immediate
 * shutdown first, which gives shared memory back, then SIGKILL.
 */
final class LaunchScript {

    private static final String GUARD = """
            trap '' HUP INT QUIT TERM
            cd /
            server=$1 data=$2 node=$3
            read -r end
            members() {
                if [ -d /proc/self ]; then
                    for process in /proc/[0-9]*; do
                        if [ "$process/cwd" -ef "$data" ] || [ "$process/cwd" -ef "$node" ]; then
                            echo "${process#/proc/}"
                        fi
                    done
                elif kill -0 "$server" && ps -o args= -p "$server" | grep -qF "$data"; then
                    echo "$server"
                    pgrep -P "$server"
                fi
            }
            all=$(members)
            [ -n "$all" ] || exit 0
            kill -QUIT "$server"
            kill -CONT $all
            round=0
            while [ "$round" -lt 60 ] && [ -n "$(members)" ]; do
                sleep 0.1
                round=$((round + 1))
            done
            for round in 1 2 3; do
                all=$(members)
                [ -z "$all" ] || kill -KILL $all
            done
            """;

    private static final String LAUNCH = """
            guard=$1 data=$2 node=$3
            shift 3
            exec 3<&0
            if command -v setsid >/dev/null; then
                (setsid sh -c "$guard" guard "$$" "$data" "$node" <&3 3<&- >/dev/null 2>&1 &)
            else
                (sh -c "$guard" guard "$$" "$data" "$node" <&3 3<&- >/dev/null 2>&1 &)
            fi
            exec "$@" </dev/null 3<&-
            """;

    private LaunchScript() {}

    /** The words that run {@code command}, which serves {@code data}, under guard. */
    static List<String> words(Path node, Path data, List<String> command) {
        List<String> words =
                new ArrayList<>(List.of("sh", "-c", LAUNCH, "launch", GUARD, data.toString(), node.toString()));
        words.addAll(command);
        return words;
    }
}
