package dev.penstock.console.terminal;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes the stacks of the holders as folded stacks, for a flame graph. */
@Command(
        name = "stacks",
        description =
                "Writes the stack of each thread that holds a slot in one line, the outermost frame first, with the"
                        + " milliseconds for which it has held the slot: the folded stacks of a flame graph."
                        + " The sixteen longest holders have a stack.",
        footer = {"", "Example:", "  stacks 4711 | flamegraph.pl --countname ms > holders.svg"})
final class StackCommand extends PoolCommand {
    private static final String HOLDERS = "SELECT operation, thread, held_nanos, stack FROM holders";
    private static final long NANOS_A_MILLI = 1_000_000;

    @Mixin
    private final TargetWord target = new TargetWord();

    StackCommand(Io io, Output output) {
        super(io, output);
    }

    @Override
    void execute() throws Exception {
        try (Target open = Target.open(target.word());
                Connection connection = open.stats().getConnection()) {
            folded(new Queries(connection).run(HOLDERS).rows().values())
                    .forEach((stack, millis) -> io().out().println(stack + " " + millis));
            io().out().flush();
        }
    }

    /** The milliseconds by folded stack; equal stacks are one. */
    static Map<String, Long> folded(List<List<@Nullable Object>> holders) {
        Map<String, Long> folded = new TreeMap<>();
        for (List<@Nullable Object> holder : holders) {
            Object operation = holder.get(0);
            StringBuilder line = new StringBuilder(frame(operation == null ? "no operation" : operation));
            line.append(';').append(frame(holder.get(1)));
            if (holder.get(3) instanceof String stack) {
                List<String> frames = new ArrayList<>(stack.lines().toList());
                Collections.reverse(frames);
                frames.forEach(each -> line.append(';').append(frame(each)));
            }
            long millis = holder.get(2) instanceof Long nanos ? nanos / NANOS_A_MILLI : 0;
            folded.merge(line.toString(), millis, Long::sum);
        }
        return folded;
    }

    /** A frame contains no separator. */
    private static String frame(@Nullable Object text) {
        return String.valueOf(text).replaceAll("[;\\s]+", "_");
    }
}
