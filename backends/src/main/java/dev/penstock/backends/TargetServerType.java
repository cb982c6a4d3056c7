package dev.penstock.backends;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A target of claims: the servers that may serve them, named as pgjdbc names them. */
public enum TargetServerType {
    /** Any server. */
    ANY("any"),
    /** A server that accepts writes; while there is none, the claim waits. */
    PRIMARY("primary"),
    /** A standby; while there is none, the claim waits. */
    SECONDARY("secondary"),
    /** A standby, or any other server while no standby is online. */
    PREFER_SECONDARY("preferSecondary"),
    /** A server that accepts writes, or any other while none is online. */
    PREFER_PRIMARY("preferPrimary");

    private final String label;

    TargetServerType(String label) {
        this.label = label;
    }

    /** The name in configurations and messages, for example {@code preferSecondary}. */
    public String label() {
        return label;
    }

    /** The target whose label is {@code name}; empty if there is none. */
    public static Optional<TargetServerType> of(String name) {
        return Stream.of(values()).filter(type -> type.label.equals(name)).findFirst();
    }

    /** All labels, separated by commas. */
    public static String labels() {
        return Stream.of(values()).map(TargetServerType::label).collect(Collectors.joining(", "));
    }

    /** The bit of this target in a set of targets. */
    public int bit() {
        return 1 << ordinal();
    }

    @Override
    public String toString() {
        return label;
    }
}
