package dev.penstock.backends;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which servers may serve a claim, as pgjdbc names them. */
public enum TargetServerType {
    /** Any. */
    ANY("any"),
    /** One that takes writes; while there is none, the claim waits. */
    PRIMARY("primary"),
    /** A standby; while there is none, the claim waits. */
    SECONDARY("secondary"),
    /** A standby, or any other while no standby is online. */
    PREFER_SECONDARY("preferSecondary"),
    /** One that takes writes, or any other while none is online. */
    PREFER_PRIMARY("preferPrimary");

    private final String label;

    TargetServerType(String label) {
        this.label = label;
    }

    /** The name in configurations and messages, for example {@code preferSecondary}. */
    public String label() {
        return label;
    }

    /** The type of that name; empty where there is none. */
    public static Optional<TargetServerType> of(String name) {
        return Stream.of(values()).filter(type -> type.label.equals(name)).findFirst();
    }

    /** All names, with commas between. */
    public static String labels() {
        return Stream.of(values()).map(TargetServerType::label).collect(Collectors.joining(", "));
    }

    public int bit() {
        return 1 << ordinal();
    }

    @Override
    public String toString() {
        return label;
    }
}
