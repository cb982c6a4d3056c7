package dev.penstock.pool;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.jdbc.SessionInspectors;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.claims.SlotFixture;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.jdbc.DisconnectClassifier;
import dev.penstock.pool.jdbc.ResetPolicy;
import dev.penstock.pool.jdbc.SessionPolicy;
import dev.penstock.pool.jdbc.SlotExchange;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.NanoClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Races between the move of a claim to another slot and its end (jcstress). */
public final class MoveStress {
    private MoveStress() {}

    /** A claim that can move from one slot to another. */
    @SuppressWarnings("this-escape") // to a connection that calls nothing of it yet
    public static class OneClaim implements SlotReturn, SlotExchange {
        final Slot former = SlotFixture.claimed(1);
        final Slot other = SlotFixture.claimed(2);
        final AtomicInteger formerReturned = new AtomicInteger();
        final AtomicInteger otherTaken = new AtomicInteger();
        final AtomicInteger otherReturned = new AtomicInteger();
        final ClaimedConnection claim = ClaimedConnection.of(
                former,
                new SessionPolicy(
                        this,
                        SessionDefaults.standard(),
                        new ResetPolicy(Duration.ofSeconds(1), new SessionInspectors()),
                        new DisconnectClassifier(
                                "stress", exception -> DisconnectClassifier.Classification.UNDECIDED, text -> text),
                        true,
                        this),
                ClaimAttributes.NONE);

        private void count(Slot slot) {
            (slot.id() == 1 ? formerReturned : otherReturned).incrementAndGet();
        }

        final void move() {
            try {
                claim.setReadOnly(true);
            } catch (SQLException | RuntimeException e) {
                // the claim is over
            }
        }

        final void end() {
            claim.reclaim("another thread");
        }

        final void report(II_Result result) {
            result.r1 = formerReturned.get();
            result.r2 = otherTaken.get() - otherReturned.get();
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public @Nullable NanoClock callClock() {
            return null;
        }

        @Override
        public boolean records() {
            return false;
        }

        @Override
        public void released(Slot slot, SlotState from, long now, long heldNanos, boolean used) {
            count(slot);
        }

        @Override
        public void discarded(Slot slot, SlotState from, DisconnectCause loss) {
            count(slot);
        }

        @Override
        public Slot forReading(Slot held) {
            otherTaken.incrementAndGet();
            return other;
        }

        @Override
        public @Nullable Slot forWriting(Slot held) {
            return null;
        }

        @Override
        public void unused(Slot slot) {
            count(slot);
        }
    }

    /** Each slot is returned once, in every order. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "each held slot is returned")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot is lost or returned twice")
    @State
    public static class MoveAgainstEnd extends OneClaim {
        @Actor
        public void mover() {
            move();
        }

        @Actor
        public void ender() {
            end();
        }

        @Arbiter
        public void after(II_Result result) {
            report(result);
        }
    }

    /** The mover ends the claim, too. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "each held slot is returned")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot is lost or returned twice")
    @State
    public static class MoveAndEndAgainstEnd extends OneClaim {
        @Actor
        public void mover() {
            move();
            end();
        }

        @Actor
        public void ender() {
            end();
        }

        @Arbiter
        public void after(II_Result result) {
            report(result);
        }
    }
}
