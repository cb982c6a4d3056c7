package dev.penstock.chaos.demo;

import dev.penstock.backends.BackendView;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.WaitSnapshot;
import java.util.List;
import java.util.Locale;

/** The tables of the demo, as plain text. */
final class Table {
    private static final int INDENT = 2;

    private Table() {}

    /** The table of a snapshot, indented as the lines around it are. */
    static String events(WaitSnapshot waits) {
        return waits.toString().indent(INDENT);
    }

    /** One row for each backend. */
    static String backends(List<BackendView> backends) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-34s %-10s %9s %7s %10s %8s %9s%n",
                "backend",
                "state",
                "unclaimed",
                "claimed",
                "connecting",
                "checking",
                "status"));
        for (BackendView view : backends) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-34s %-10s %9d %7d %10d %8d %9s%n",
                    view.backend().label(),
                    view.state(),
                    view.slots().unclaimed(),
                    view.slots().held(),
                    view.slots().connecting(),
                    view.slots().checking(),
                    view.statusNanos() < 0 ? "-" : DurationFormat.format(view.statusNanos())));
        }
        return text.toString();
    }
}
