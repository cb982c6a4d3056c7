package dev.penstock.pool.instrument;

import dev.penstock.backends.SlotView;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.SlotMove;
import dev.penstock.waits.sessions.SessionCounts;
import dev.penstock.waits.sessions.SessionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The slots of a pool, its open sessions, and why sessions were opened and closed. */
final class SessionTables {
    private static final String SESSION = "The number of the session, in the order of opening, from 1 on";

    private SessionTables() {}

    static List<StatsTable<?>> all() {
        return List.of(slots(), sessions(), waitEventsBySession(), sessionCounts(), slotMoves());
    }

    private record SlotRow(SlotView slot, Optional<SessionView> session) {
        Optional<HeldClaim> claim() {
            return slot.claim();
        }
    }

    private static StatsTable<SlotRow> slots() {
        return StatsTable.<SlotRow>named("slots", "A slot of the pool at this moment, in the order of backends")
                .text("backend", "The label of its backend", row -> row.slot.backend())
                .number("slot", "The number of the slot", row -> row.slot.slot())
                .text(
                        "state",
                        "CONNECTING, UNCLAIMED, CLAIMED, RESETTING or CHECKING",
                        row -> row.slot.state().name())
                .duration(
                        "idle", "The time since its last use; null unless it is UNCLAIMED", row -> row.slot.idleNanos())
                .optionalText(
                        "claim_id",
                        "The claim that holds it",
                        row -> row.claim().map(claim -> claim.ids().format(claim.claimId())))
                .optionalText(
                        "operation",
                        "The application's name for the work of that claim",
                        row -> row.claim().flatMap(claim -> claim.attributes().operation()))
                .optionalText(
                        "thread",
                        "The name of the thread that claimed",
                        row -> row.claim().map(claim -> claim.holder().getName()))
                .duration(
                        "held",
                        "The time for which the claim has held it",
                        row -> nanos(row.claim(), HeldClaim::heldNanos))
                .optionalText(
                        "wait_event",
                        "The event on which the claim waits",
                        row -> row.claim().map(claim -> claim.event().label()))
                .optionalNumber(
                        "session", SESSION + "; null if none is open", row -> nanos(row.session, SessionView::session))
                .duration(
                        "age",
                        "The time since the session was opened",
                        row -> nanos(row.session, SessionView::ageNanos))
                .flag("condemned", "Whether the session is closed when the claim ends", row -> row.slot.condemned())
                .from(SessionTables::slotRows);
    }

    private static <T> OptionalLong nanos(Optional<T> row, ToLongFunction<T> value) {
        return row.isPresent() ? OptionalLong.of(value.applyAsLong(row.get())) : OptionalLong.empty();
    }

    private static List<SlotRow> slotRows(Reading reading) {
        Map<Long, SessionView> sessions = new HashMap<>();
        reading.pool().records().sessions().forEach(session -> sessions.put(session.slot(), session));
        return reading.pool().slots().get().stream()
                .map(slot -> new SlotRow(slot, Optional.ofNullable(sessions.get(slot.slot()))))
                .toList();
    }

    private static StatsTable<SessionView> sessions() {
        return StatsTable.<SessionView>named("sessions", "A session that is open at this moment, the oldest first")
                .number("session", SESSION, SessionView::session)
                .text("backend", "The label of its backend", SessionView::backend)
                .number("slot", "The number of its slot", SessionView::slot)
                .optionalNumber("pid", ClaimTables.PID, row -> ClaimTables.asLong(row.pid()))
                .duration("age", "The time since it was opened", row -> OptionalLong.of(row.ageNanos()))
                .number("claims", "The claims that it was handed to", SessionView::claims)
                .from(reading -> reading.pool().records().sessions());
    }

    private record SessionEvent(SessionView session, WaitEvent event, EventStats stats) {}

    private static StatsTable<SessionEvent> waitEventsBySession() {
        return StatsTable.<SessionEvent>named(
                        "wait_events_by_session", "A wait event of the claims of one open session, since it was opened")
                .number("session", SESSION, row -> row.session.session())
                .text("backend", "The label of its backend", row -> row.session.backend())
                .number("slot", "The number of its slot", row -> row.session.slot())
                .text("wait_event", "The name of the event", row -> row.event.label())
                .number("total", "Waits that ended", row -> row.stats.total())
                .duration(
                        "wait",
                        "The time of all waits, with those under way",
                        row -> OptionalLong.of(row.stats.totalNanos()))
                .from(reading -> {
                    List<SessionEvent> rows = new ArrayList<>();
                    for (SessionView session : reading.pool().records().sessions()) {
                        new TreeMap<>(session.events()).forEach((event, stats) -> {
                            if (stats.total() > 0 || stats.totalNanos() > 0) {
                                rows.add(new SessionEvent(session, event, stats));
                            }
                        });
                    }
                    return rows;
                });
    }

    private static StatsTable<SlotMove> slotMoves() {
        return StatsTable.<SlotMove>named(
                        "slot_moves", "A move of a slot from state to state, other than by a claim; the last 8,192")
                .moment("moved", "The moment of the move", row -> Optional.of(row.at()))
                .text("backend", "The label of its backend", SlotMove::backend)
                .number("slot", "The number of the slot", SlotMove::slot)
                .text("from_state", "CONNECTING, UNCLAIMED, CLAIMED, RESETTING or CHECKING", SlotMove::from)
                .text("to_state", "CONNECTING, UNCLAIMED, CHECKING or RETIRED", SlotMove::to)
                .from(reading -> reading.pool().records().slotMoves());
    }

    private record Count(String what, String reason, long sessions) {}

    private static StatsTable<Count> sessionCounts() {
        return StatsTable.<Count>named(
                        "session_counts", "How many sessions were opened or closed for one reason since the start")
                .text("change", "opened or closed", Count::what)
                .text("reason", "For example growth, or lifetime", Count::reason)
                .number("sessions", "The number of sessions", Count::sessions)
                .from(reading -> {
                    SessionCounts counts = reading.pool().records().sessionCounts();
                    List<Count> rows = new ArrayList<>();
                    counts.opened().forEach((reason, count) -> rows.add(new Count("opened", reason.label(), count)));
                    counts.closed().forEach((reason, count) -> rows.add(new Count("closed", reason.label(), count)));
                    return rows;
                });
    }
}
