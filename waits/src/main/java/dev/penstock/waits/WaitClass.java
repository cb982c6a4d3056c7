package dev.penstock.waits;

/** The class of a {@link WaitEvent}: the part of the world it waits on. Names are public API and only ever added. */
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

    /** The name in metrics, logs and reports. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
