package dev.penstock.waits;

import dev.penstock.waits.operations.Operation;

/** A claim guard without a connection. The test gives the time of each step. */
final class TestClaimGuard extends ClaimGuard {
    private ClaimLedger ledger;
    private final Moment clock = new Moment();
    private Runnable whileRecording = () -> {};

    private TestClaimGuard(ClaimLedger ledger) {
        this(ledger, ClaimAttributes.NONE);
    }

    private TestClaimGuard(ClaimLedger ledger, ClaimAttributes attributes) {
        super(attributes);
        this.ledger = ledger;
    }

    static TestClaimGuard claimWithin(Operation operation, ClaimLedger ledger, long now) {
        TestClaimGuard claim = new TestClaimGuard(ledger, ClaimAttributes.of(operation));
        ledger.recordImmediateClaim(claim, now);
        return claim;
    }

    @Override
    public void reclaim(String reason) {
        release(0, 0);
    }

    static TestClaimGuard fresh(ClaimLedger ledger) {
        return new TestClaimGuard(ledger);
    }

    static TestClaimGuard claimImmediately(ClaimLedger ledger, long now) {
        TestClaimGuard claim = new TestClaimGuard(ledger);
        ledger.recordImmediateClaim(claim, now);
        return claim;
    }

    /** A guard whose claim is over and was never recorded. */
    static TestClaimGuard ended(ClaimLedger ledger) {
        TestClaimGuard claim = new TestClaimGuard(ledger);
        claim.tryEnd();
        return claim;
    }

    static TestClaimGuard claim(ClaimLedger ledger, AcquireTimeline timeline, long now) {
        TestClaimGuard claim = new TestClaimGuard(ledger);
        ledger.recordClaim(claim, timeline, now);
        return claim;
    }

    static TestClaimGuard claim(ClaimLedger ledger, AcquireTimeline timeline) {
        return claim(ledger, timeline, timeline.cursor());
    }

    /** The ID of the claim that holds the ledger's slot. */
    static long currentClaimId(ClaimLedger ledger) {
        return ledger.heldClaim(0).orElseThrow().claimId();
    }

    @Override
    protected ClaimLedger ledger() {
        whileRecording.run();
        return ledger;
    }

    /** Sets an action that runs while the begin or the end of a call is recorded. */
    void whileRecording(Runnable work) {
        whileRecording = work;
    }

    /** Moves the claim to another slot at {@code now}, during a call; false if the claim is over. */
    boolean move(ClaimLedger other, long now) {
        boolean moving = beginMove();
        if (moving) {
            ledger.moveTo(other, this, now);
            ledger = other;
            endMove();
        }
        return moving;
    }

    void beginCall(long now) {
        clock.now = now;
        beginCall(clock, null);
    }

    void endCall(long now) {
        clock.now = now;
        endCall(clock);
    }

    void beginUntimedCall() {
        beginCall(null, null);
    }

    void endUntimedCall() {
        endCall(null);
    }

    /** Ends the claim; false if it is over already. */
    boolean release(long closing, long now) {
        boolean ended = tryEnd();
        if (ended) {
            ledger.recordRelease(closing, now);
        }
        return ended;
    }

    private static final class Moment implements NanoClock {
        long now;

        @Override
        public long nanoTime() {
            return now;
        }
    }

    boolean hasEndedDuringCall() {
        return endedDuringCall();
    }
}
