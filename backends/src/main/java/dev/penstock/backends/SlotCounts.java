package dev.penstock.backends;

/**
 * The number of slots in each state, of one backend or of several: an immutable value.
 *
 * @param connecting slots without a connection
 * @param unclaimed slots that a claim can take
 * @param claimed slots that a claim holds
 * @param resetting slots whose last claim is resetting the session
 * @param checking slots that the status task checks, replaces or retires
 */
public record SlotCounts(int connecting, int unclaimed, int claimed, int resetting, int checking) {
    /** No slots. */
    public static final SlotCounts NONE = new SlotCounts(0, 0, 0, 0, 0);

    /** All slots. */
    public int total() {
        return connecting + unclaimed + claimed + resetting + checking;
    }

    /** Slots that a claim holds or is returning. */
    public int held() {
        return claimed + resetting;
    }

    /** Slots that no claim holds, and that are about to become unclaimed: connecting or checking. */
    public int inTransit() {
        return connecting + checking;
    }

    /** The sum of both, state by state. */
    public SlotCounts plus(SlotCounts other) {
        return new SlotCounts(
                connecting + other.connecting,
                unclaimed + other.unclaimed,
                claimed + other.claimed,
                resetting + other.resetting,
                checking + other.checking);
    }

    /** For example {@code total=4, claimed=3, unclaimed=1, connecting=0, checking=0}. */
    @Override
    public String toString() {
        return "total=" + total() + ", claimed=" + held() + ", unclaimed=" + unclaimed + ", connecting=" + connecting
                + ", checking=" + checking;
    }
}
