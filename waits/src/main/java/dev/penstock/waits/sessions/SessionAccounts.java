package dev.penstock.waits.sessions;

import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.jfr.PoolFlight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The sessions of one pool: the open ones, and how many were opened and closed. Thread-safe; no method waits.
 *
 * <p>A claim does not touch this object. The totals of a session are those of its slot's ledger, minus what the ledger
 * had when the session was opened.
 */
public final class SessionAccounts {
    /** The longest name of a session at the server, in bytes: PostgreSQL cuts longer ones. */
    private static final int MAX_NAME_BYTES = 63;

    private final String pool;
    private final NanoClock clock;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLongArray opened = new AtomicLongArray(OpenReason.values().length);
    private final AtomicLongArray closed = new AtomicLongArray(CloseReason.values().length);
    private final Map<ClaimLedger, Open> open = new ConcurrentHashMap<>();
    private final LongAdder transactionsLeft = new LongAdder();
    private final SlotMoves moves;

    private record Open(
            String backend, long slot, long number, OptionalInt pid, long since, Map<WaitEvent, EventStats> before) {}

    /** The accounts of a pool without sessions, timed by {@code clock}; {@code pool} is its name. */
    public SessionAccounts(String pool, NanoClock clock) {
        this(pool, clock, PoolFlight.NONE);
    }

    /** Accounts as {@link #SessionAccounts(String, NanoClock)}; moves of slots are events of {@code flight}, too. */
    public SessionAccounts(String pool, NanoClock clock, PoolFlight flight) {
        this.pool = pool;
        this.clock = clock;
        this.moves = new SlotMoves(clock, flight);
    }

    /**
     * Counts a session that a slot got.
     *
     * @param ledger the ledger of the slot, which has no claim at this moment
     * @param pid the process or the connection of the server, if the driver tells it
     */
    public void opened(OpenReason reason, ClaimLedger ledger, String backend, long slot, OptionalInt pid) {
        opened.incrementAndGet(reason.ordinal());
        long now = clock.nanoTime();
        open.put(
                ledger,
                new Open(
                        backend, slot, numbers.incrementAndGet(), pid, now, WaitAccounts.stats(ledger, now, Map.of())));
    }

    /**
     * The name under which the server shows the session of a slot: {@code penstock/<pool>/<slot>}, at most 63 bytes in
     * UTF-8. If it were longer, the name of the pool is cut, between two characters.
     */
    public String nameOf(long slot) {
        String suffix = "/" + slot;
        StringBuilder name = new StringBuilder("penstock/");
        int room = MAX_NAME_BYTES - name.length() - suffix.length();
        for (int character : pool.codePoints().toArray()) {
            String text = Character.toString(character);
            room -= text.getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            name.append(text);
        }
        return name.append(suffix).toString();
    }

    /** The last moves of slots. */
    public SlotMoves moves() {
        return moves;
    }

    /** Counts a session that left its slot. */
    public void closed(CloseReason reason, ClaimLedger ledger) {
        open.remove(ledger);
        closed.incrementAndGet(reason.ordinal());
    }

    /** Counts a session that was opened too late for its slot, and is closed. */
    public void openedInVain() {
        opened.incrementAndGet(OpenReason.UNUSED.ordinal());
        closed.incrementAndGet(CloseReason.UNUSED.ordinal());
    }

    /** Counts a claim that left a transaction open, which the pool has to roll back. */
    public void leftTransaction() {
        transactionsLeft.increment();
    }

    /** The claims that left a transaction open, as far as the driver tells the state of a session. */
    public long transactionsLeft() {
        return transactionsLeft.sum();
    }

    /** How many sessions were opened and closed until now. A session may be opened or closed while it is counted. */
    public SessionCounts counts() {
        Map<CloseReason, Long> ended = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            ended.put(reason, closed.get(reason.ordinal()));
        }
        Map<OpenReason, Long> begun = new EnumMap<>(OpenReason.class);
        for (OpenReason reason : OpenReason.values()) {
            begun.put(reason, opened.get(reason.ordinal()));
        }
        return new SessionCounts(begun, ended);
    }

    /** The open sessions with what their claims have waited on, the oldest session first. */
    public List<SessionView> sessions() {
        long now = clock.nanoTime();
        List<SessionView> views = new ArrayList<>();
        open.forEach((ledger, session) -> views.add(new SessionView(
                session.backend(),
                session.slot(),
                session.number(),
                session.pid(),
                Math.max(0, now - session.since()),
                WaitAccounts.stats(ledger, now, session.before()))));
        views.sort(Comparator.comparingLong(SessionView::session));
        return views;
    }

    /** The process or connection of the server behind a slot, if the driver knows it. */
    public OptionalInt pid(ClaimLedger ledger) {
        Open session = open.get(ledger);
        return session == null ? OptionalInt.empty() : session.pid();
    }
}
