package dev.penstock.waits.sessions;

/** The reason for which a pool opened a session. The label is its name in metrics and views. */
public enum OpenReason {
    /** A further slot was wanted. */
    GROWTH("growth"),
    /** The session replaces one that its slot has lost. */
    REPLACEMENT("replacement"),
    /** None any more: its slot was given up, or its settings have changed, while it was being opened. */
    UNUSED("unused");

    private final String label;

    OpenReason(String label) {
        this.label = label;
    }

    /** The name in metrics and views. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
