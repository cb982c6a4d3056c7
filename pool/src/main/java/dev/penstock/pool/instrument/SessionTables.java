package dev.penstock.pool.instrument;

import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.sessions.SessionCounts;
import dev.penstock.waits.sessions.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The sessions of a pool: the open ones, and why sessions were opened and closed. */
final class SessionTables {
    private static final String SESSION = "The number of the session, in the order of opening, from 1 on";

    private SessionTables() {}

    static List<StatsTable<?>> all() {
        return List.of(sessions(), waitEventsBySession(), sessionCounts());
    }

    private static StatsTable<SessionView> sessions() {
        return StatsTable.<SessionView>named("sessions", "A session that is open at this moment, the oldest first")
                .number("session", SESSION, SessionView::session)
                .text("backend", "The label of its backend", SessionView::backend)
                .number("slot", "The number of its slot", SessionView::slot)
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
