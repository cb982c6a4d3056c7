package dev.penstock.backends;

/** How many slots of a backend, or of several, are in each state: an immutable value. */
public record SlotCounts(int connecting, int unclaimed, int claimed, int resetting, int checking) {
    /** No slots. */
    public static final SlotCounts NONE = new SlotCounts(0, 0, 0, 0, 0);

    /** All slots. */
    public int total() {
        return connecting + unclaimed + claimed + resetting + checking;
    }

    /** Slots that a claim holds or is giving back. */
    public int held() {
        return claimed + resetting;
    }

    /** Slots that are between two states in which they could serve. */
    public int inTransit() {
        return connecting + checking + resetting;
    }

    /** Both together. */
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
