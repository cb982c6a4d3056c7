package dev.penstock.waits;

/** The class of a {@link WaitEvent}: which part of the world is being waited on. Names are public API: append only. */
public enum WaitClass {
    CLAIM("claim"),
    STATUS("status"),
    DATABASE("database"),
    CLIENT("client"),
    SLOT("slot"),
    SCHEDULER("scheduler"),
    NETWORK("network"),
    DISCOVERY("discovery"),
    RUNTIME("runtime");

    private final String label;

    WaitClass(String label) {
        this.label = label;
    }

    /** The name used in metrics, logs and reports. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
