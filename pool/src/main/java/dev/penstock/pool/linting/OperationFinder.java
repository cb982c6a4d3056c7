package dev.penstock.pool.linting;

import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.linting.CounterWindow.Between;
import dev.penstock.pool.linting.Finding.Subject;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationLints;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The lints about operations. Used by one thread at a time; keeps no operation. */
final class OperationFinder {
    /** The time of an operation reads all slots: a few operations a second are enough to find a habit. */
    private static final int MOST_READ = 4;

    /** Calls of a claim with one statement: to create, to execute and to close the statement, or to commit. */
    private static final double MOST_CALLS = 3;

    private static final long MINUTES_NANOS = 600_000_000_000L;
    private static final int MOST_RUNS = 256;

    private final LintSource source;
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Tally leftOpen = new Tally();
    private final Tally outOfOrder = new Tally();
    private long leftOpenBefore = OperationLints.leftOpen();
    private long outOfOrderBefore = OperationLints.closedOutOfOrder();
    private int looks;

    /** A run of an operation that was seen in flight. */
    private record Run(long at, String operation, long claims, String claim) {}

    OperationFinder(LintSource source) {
        this.source = source;
    }

    /** Begins anew. */
    void clear() {
        runs.clear();
    }

    /** Counts the claims of some operations in flight. */
    void look(long now) {
        List<HeldSlot> inside = source.held().stream()
                .filter(slot -> slot.claim().attributes().within().isPresent())
                .toList();
        looks++;
        for (int i = 0; i < Math.min(MOST_READ, inside.size()); i++) {
            HeldSlot slot = inside.get(Math.floorMod(looks * MOST_READ + i, inside.size()));
            Operation operation = slot.claim().attributes().within().orElseThrow();
            long claims = operation.times().claims();
            String claim = slot.claim().ids().format(slot.claim().claimId());
            runs.addLast(new Run(now, operation.name(), claims, claim));
        }
        while (runs.size() > MOST_RUNS
                || (!runs.isEmpty() && now - runs.getFirst().at() >= MINUTES_NANOS)) {
            runs.removeFirst();
        }
    }

    /** The run with most claims among the operations whose claims have one statement on average. */
    Finding claimPerStatement(Between between) {
        WaitSnapshot waits = between.waits();
        boolean known = waits.operations().stream()
                .anyMatch(name -> waits.operation(name, WaitEvent.CLAIM_HOLD).total() > 0);
        if (!known) {
            return Finding.unknown(
                    "no claim is made in an operation, and only operations say which claims belong together");
        }
        Run worst = null;
        for (Run run : runs) {
            boolean more = worst == null || run.claims() > worst.claims();
            worst = more && isOneCall(waits, run.operation()) ? run : worst;
        }
        return worst == null
                ? Finding.of(0, "no operation that was seen makes a claim for each statement")
                : Finding.of(
                                (double) worst.claims(),
                                "a run of operation '" + worst.operation() + "' had made " + worst.claims()
                                        + " claims, with about one statement each")
                        .about(new Subject(
                                Optional.of(worst.operation()), Optional.empty(), Optional.of(worst.claim())));
    }

    private static boolean isOneCall(WaitSnapshot waits, String operation) {
        EventStats holds = waits.operation(operation, WaitEvent.CLAIM_HOLD);
        long calls = waits.operation(operation, WaitEvent.CLAIM_EXECUTE).total();
        return holds.total() > 0 && calls <= MOST_CALLS * holds.total();
    }

    /** The operations of this process that were left open in the last ten minutes. */
    Finding leftOpen(long now) {
        long counted = OperationLints.leftOpen();
        if (counted > leftOpenBefore) {
            List<OperationLints.LeftOpen> last = OperationLints.lastLeftOpen();
            OperationLints.LeftOpen latest = last.isEmpty() ? null : last.get(last.size() - 1);
            String text = latest == null
                    ? "an operation was left open"
                    : "thread '" + latest.thread() + "' left operation '" + latest.operation()
                            + "' open, which began at " + latest.site();
            Subject subject = Subject.operation(Optional.ofNullable(latest).map(OperationLints.LeftOpen::operation));
            leftOpen.add(now, counted - leftOpenBefore, new Tally.Sight(subject, text));
        }
        leftOpenBefore = counted;
        return leftOpen.finding(now, "no operation was left open");
    }

    /** The operations of this process that were closed out of order in the last ten minutes. */
    Finding outOfOrder(long now) {
        long counted = OperationLints.closedOutOfOrder();
        if (counted > outOfOrderBefore) {
            outOfOrder.add(
                    now,
                    counted - outOfOrderBefore,
                    new Tally.Sight(Subject.NONE, "an operation was closed before one inside of it"));
        }
        outOfOrderBefore = counted;
        return outOfOrder.finding(now, "each operation was closed before the one that contains it");
    }
}
