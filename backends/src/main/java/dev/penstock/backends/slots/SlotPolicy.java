package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotState;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What a slot's policy says about a moment or an error. Not thread-safe; asks no clock. */
public final class SlotPolicy {
    /** How long refused credentials are not tried again, so that an account is not locked. */
    static final Duration REFUSED_RETRY = Duration.ofSeconds(30);

    /** How long a server that answered a probe is not probed again for slow calls. */
    static final Duration TRUST_AFTER_PROBE = Duration.ofSeconds(2);

    /** How long a server that has no connection left gets no attempt, at least; at most half as long again. */
    static final Duration CROWDED_PAUSE = Duration.ofSeconds(20);

    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");
    private static final int THOUSANDTHS = 1_000;
    private static final int LIFETIME_SPREAD = 200;
    private static final int TOO_MANY_CONNECTIONS = 1_040;
    private static final int MAX_DOUBLINGS = 20;

    private final Supplier<BackendsPolicy> policies;
    private final RandomGenerator random;

    public SlotPolicy(Supplier<BackendsPolicy> policies, RandomGenerator random) {
        this.policies = policies;
        this.random = random;
    }

    Duration connectTimeout() {
        return policies.get().connect().timeout();
    }

    Duration maxBackoff() {
        return policies.get().connect().maxBackoff();
    }

    Duration checkTimeout() {
        return policies.get().life().validationTimeout();
    }

    Duration probeTimeout() {
        return policies.get().status().probeTimeout();
    }

    /** The time between two looks at a backend's role: half a beat, so that each beat takes one. */
    long roleInterval() {
        return policies.get().status().interval().toNanos() / 2;
    }

    long probeInterval() {
        return policies.get().status().probeInterval().toNanos();
    }

    boolean abortsOnLoss() {
        return policies.get().status().abortOnLoss();
    }

    int connectRate() {
        return policies.get().connect().rate();
    }

    Duration crowdedPause() {
        return CROWDED_PAUSE.plusNanos((long) (random.nextDouble() * CROWDED_PAUSE.toNanos() / 2));
    }

    /** By how many thousandths a connection's lifetime is shortened, so that not all of a fleet end at once. */
    int lifetimeCut() {
        return random.nextInt(LIFETIME_SPREAD);
    }

    /** Whether the connection of an unclaimed slot is past its lifetime. */
    boolean isOld(Slot slot, long now) {
        long lifetime = policies.get().life().maxLifetime().toNanos();
        long shortened = lifetime - lifetime / THOUSANDTHS * slot.tracking.lifetimeCut;
        return lifetime > 0 && slot.state() == SlotState.UNCLAIMED && now - slot.connectedAt() >= shortened;
    }

    /** Whether an unclaimed slot is due for a keepalive check. */
    boolean isUnused(Slot slot, long now) {
        long keepalive = policies.get().life().keepaliveTime().toNanos();
        return keepalive > 0 && slot.state() == SlotState.UNCLAIMED && now - slot.freeSince() >= keepalive;
    }

    /**
     * The wait after so many failures in a row: doubling, half of it random ("equal jitter", M. Brooker, Exponential
     * Backoff and Jitter, 2015).
     */
    Duration backoff(int failures) {
        BackendsPolicy.Connect connect = policies.get().connect();
        long first = connect.firstBackoff().toNanos();
        long most = connect.maxBackoff().toNanos();
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long full = first > (most >> doublings) ? most : first << doublings;
        return Duration.ofNanos(full / 2 + (long) (random.nextDouble() * full / 2));
    }

    static SQLException timeout(String what, Duration limit, Optional<String> where) {
        String place = where.map(found -> ": it is in " + found).orElse("");
        return new SQLTimeoutException(what + " has not ended within " + limit.toMillis() + " ms" + place, "08000");
    }

    static boolean refusesCredentials(Throwable error) {
        return sqlState(error).startsWith("28");
    }

    /** What the server refuses, in words. */
    static String refusal(Throwable error) {
        String what = sqlState(error).equals("28P01")
                ? "the server refuses the password"
                : "the server does not let this user in (its access rules or the role's rights)";
        return what + "; no further attempt until the credentials change, or a claim waits half a minute later: "
                + describe(error);
    }

    /** Whether the server says that it has too many connections: PostgreSQL's state, MySQL's code. */
    static boolean isCrowded(Throwable error) {
        return sqlState(error).equals("53300")
                || (error instanceof SQLException failure && failure.getErrorCode() == TOO_MANY_CONNECTIONS);
    }

    /** Whether the server says that it starts, recovers or stops. */
    static boolean isNotAccepting(Throwable error) {
        return sqlState(error).startsWith("57P");
    }

    private static String sqlState(Throwable error) {
        return error instanceof SQLException failure && failure.getSQLState() != null ? failure.getSQLState() : "";
    }

    /** What an error says, with its SQLState, in one line. */
    static String describe(Throwable error) {
        String state = sqlState(error);
        String text = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
        String line = LINE_BREAK.matcher(text.strip()).replaceAll(" ");
        return state.isEmpty() ? line : line + " (SQLState " + state + ")";
    }
}
