package dev.penstock.chaos.checkers;

import dev.penstock.chaos.report.model.Finding;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks of Penstock's own accounts; they pass for every other pool. */
public final class PenstockChecks {
    private PenstockChecks() {}

    /** Each claim is counted, no time is unaccounted, no claim is left, and no promise was found broken. */
    public static Finding accounts(Facts facts) {
        Optional<PenstockDataSource> penstock = facts.arena().penstock();
        if (penstock.isEmpty()) {
            return new Finding("accounts", true, "the pool keeps none");
        }
        PenstockDataSource pool = penstock.get();
        WaitSnapshot waits = pool.waits();
        List<String> wrong = new ArrayList<>();
        if (waits.unaccountedNanos() != 0) {
            wrong.add("unaccounted " + waits.unaccountedNanos() + " ns");
        }
        long made = facts.arena().history().claimCount();
        if (waits.claims().ended() != made) {
            wrong.add("the pool counts " + waits.claims().ended() + " claims, and " + made + " were made");
        }
        long parts = waits.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()
                + waits.event(WaitEvent.CLAIM_HOLD).totalNanos()
                + waits.event(WaitEvent.CLAIM_RELEASE).totalNanos();
        if (waits.claims().wallNanos() != parts) {
            wrong.add("claims lasted " + waits.claims().wallNanos() + " ns, their parts " + parts + " ns");
        }
        if (waits.event(WaitEvent.CLAIM_ACQUIRE).active() != 0) {
            wrong.add(waits.event(WaitEvent.CLAIM_ACQUIRE).active() + " claims still wait");
        }
        if (!pool.isClosed() && !pool.holders().isEmpty()) {
            wrong.add("held: " + pool.holders());
        }
        pool.records().promises().last().forEach(promise -> wrong.add(promise.toString()));
        return new Finding(
                "accounts",
                wrong.isEmpty(),
                wrong.isEmpty()
                        ? "nothing unaccounted in " + waits.claims().ended() + " claims"
                        : String.join("; ", wrong));
    }
}
