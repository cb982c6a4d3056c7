package dev.penstock.chaos.simulation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of faults of the simulation. Each can be left out of a run. */
public enum FaultKind {
    /** One server freezes, dies, starts or refuses. */
    SERVER(2),
    /** One session, or all sessions of a server, break. */
    SESSIONS(1),
    /** All servers die or lose their sessions at once. */
    ALL_SERVERS(1),
    /** The process, or some threads of the pool, get no processor. */
    PROCESSOR(1),
    /** Status tasks get stuck or held up, or their executor does not run them. */
    STATUS_TASKS(1),
    /** The resolver finds other backends. */
    DISCOVERY(1),
    /** Claimants are interrupted. */
    INTERRUPTS(2),
    /** The driver hangs, throws or lies. */
    DRIVER(1),
    /** Claims come faster, or hold for longer. */
    LOAD(1),
    /** A server has no connection left. */
    CONNECTION_LIMIT(1),
    /** The role of the primary moves. */
    ROLES(2),
    /** A server answers a login slowly for ever, or with a long text. */
    HOSTILE(1),
    /** A server reports a wrong role or database. */
    LIES(1),
    /** Operators act on the pool. */
    OPERATIONS(2);

    private static final int SHARES =
            Arrays.stream(values()).mapToInt(kind -> kind.share).sum();

    private final int share;

    FaultKind(int share) {
        this.share = share;
    }

    /** The number of shares of all kinds. */
    static int shares() {
        return SHARES;
    }

    /** The kind to which a share from 0 on belongs. */
    static FaultKind of(int share) {
        int left = share;
        for (FaultKind kind : values()) {
            left -= kind.share;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there are " + SHARES + " shares, and no share " + share);
    }

    /**
     * The kind of a label.
     *
     * @throws IllegalArgumentException if there is none; the message lists the labels
     */
    static FaultKind ofLabel(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no kind of fault '" + label + "'; kinds are "
                        + Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "))));
    }

    /** The name of the kind in commands: lower case, with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
