package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import dev.penstock.console.source.JvmProcess;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists the processes that have a pool, and says what to type next. */
@Command(
        name = "pools",
        description = "Lists the JVMs of this user that have a pool.",
        footer = {"", "Example:", "  pools --json"})
final class PoolsCommand extends PoolCommand {
    static final String NONE = "no JVM of this user has an open pool of Penstock. A pool starts with its first claim,"
            + " and is seen from outside a second later. Run this command as the user of the application, or give its"
            + " process ID to learn why it is not seen";

    PoolsCommand(Io io, Output output) {
        super(io, output);
    }

    @Override
    void execute() {
        list(JvmProcess.list());
    }

    private void list(List<JvmProcess.Listed> listed) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Long> found = new ArrayList<>();
        for (JvmProcess.Listed process : listed) {
            if (!process.pools().isEmpty()) {
                rows.add(List.of(process.pid(), process.description(), String.join(", ", process.pools())));
                found.add(process.pid());
            }
        }
        if (!rows.isEmpty() || !output().isTable()) {
            output().write(new Format.Rows(List.of("pid", "process", "pools"), rows), io());
        }
        listed.forEach(process -> process.notes().forEach(this::note));
        if (rows.isEmpty()) {
            note(NONE + ".");
        } else if (output().isTable()) {
            next(found.get(0));
        }
    }

    private void next(long pid) {
        String program = program();
        output().page(
                        String.join(
                                "\n",
                                "",
                                "Next, for example:",
                                "  " + program + " watch " + pid + "      # what claims wait on, again and again",
                                "  " + program + " explain " + pid + "    # why the oldest waiting claim waits",
                                "  " + program + " sql " + pid + " \"SELECT operation, thread, held_seconds, frame FROM"
                                        + " holders\"",
                                "  " + program + " --help"),
                        io());
    }

    /** The words by which this program was started. */
    static String program() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith(".jar") && !path.contains(File.pathSeparator)
                ? "java -jar " + (path.contains(" ") ? "'" + path + "'" : path)
                : "java -jar penstock-console-VERSION-all.jar";
    }
}
