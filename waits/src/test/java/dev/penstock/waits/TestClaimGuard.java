package dev.penstock.waits;

/** A claim without a connection, whose moments a test gives. */
final class TestClaimGuard extends ClaimGuard {
    private ClaimLedger ledger;
    private final Moment clock = new Moment();
    private Runnable whenNoting = () -> {};

    private TestClaimGuard(ClaimLedger ledger) {
        super(ClaimAttributes.NONE);
        this.ledger = ledger;
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

    /** A claim that is over, and that the ledger knows nothing of. */
    static TestClaimGuard over(ClaimLedger ledger) {
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

    @Override
    protected ClaimLedger ledger() {
        whenNoting.run();
        return ledger;
    }

    /** What happens while a call's begin or end is noted. */
    void whenNoting(Runnable work) {
        whenNoting = work;
    }

    /** Goes on with another slot at {@code now}, in the middle of a call; false where the claim is over. */
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
        beginCall(clock);
    }

    void endCall(long now) {
        clock.now = now;
        endCall(clock);
    }

    void beginUntimedCall() {
        beginCall(null);
    }

    void endUntimedCall() {
        endCall(null);
    }

    /** Ends the claim, unless it is over; returns whether this did. */
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
