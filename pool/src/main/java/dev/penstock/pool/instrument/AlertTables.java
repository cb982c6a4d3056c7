package dev.penstock.pool.instrument;

import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.lints.LintState.Example;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The rules that raise alerts, and the last alerts. */
final class AlertTables {
    private static final double NANOS_A_SECOND = 1e9;
    private static final String UNIT = ", in seconds or as a number";

    private AlertTables() {}

    static List<StatsTable<?>> all() {
        return List.of(alerts(), alertHistory(), lints());
    }

    private static StatsTable<LintState> lints() {
        return StatsTable.<LintState>named(
                        "lints", "A habit that costs connections or time, and whether the pool has it at this moment")
                .text("lint", "The name of the lint", row -> row.lint().id())
                .text(
                        "state",
                        "RAISED, CLEAR, UNKNOWN if the pool does not know the number, or OFF",
                        row -> row.phase().name())
                .flag("raised", "Whether it is raised", LintState::raised)
                .moment("since", "The moment at which the state began; null for the start", LintState::since)
                .optionalReal("now_value", "The number at the last test, in the unit of the lint", LintState::value)
                .real(
                        "threshold",
                        "The lint is raised while the number is above this one",
                        row -> row.lint().threshold())
                .text("unit", "The unit of both", row -> row.lint().unit())
                .text("meaning", "What the number is", row -> row.lint().meaning())
                .text("seen", "What the pool has seen, or why it does not know the number", LintState::seen)
                .number("times_raised", "How often it was raised", LintState::timesRaised)
                .moment(
                        "last_raised",
                        "The moment at which it was last seen raised",
                        row -> row.example().map(Example::at))
                .optionalText(
                        "operation",
                        "The operation that was to blame then",
                        row -> row.example().flatMap(Example::operation))
                .optionalText(
                        "backend",
                        "The label of the backend that was to blame then",
                        row -> row.example().flatMap(Example::backend))
                .optionalText(
                        "claim_id",
                        "A claim that was to blame then",
                        row -> row.example().flatMap(Example::claim))
                .optionalText(
                        "example", "What was seen then", row -> row.example().map(Example::text))
                .text("advice", "What to do", row -> row.lint().advice())
                .from(reading -> reading.pool().lints().states());
    }

    private static StatsTable<AlertState> alerts() {
        return StatsTable.<AlertState>named("alerts", "A rule that raises an alert, and its state at this moment")
                .text("rule", "The name of the rule", row -> row.rule().name())
                .text(
                        "state",
                        "KEPT; PENDING if it is broken, and not for long enough yet; or FIRING",
                        row -> row.phase().name())
                .flag("firing", "Whether it fires", AlertState::firing)
                .moment("since", "The moment at which the state began; null for the start", AlertState::since)
                .optionalReal("now_value", "The figure at the last test" + UNIT, row -> scaled(row, row.value()))
                .real(
                        "above",
                        "The rule is broken while the figure is above this value" + UNIT,
                        row -> value(row, row.rule().above()))
                .optionalReal("baseline", "The usual figure" + UNIT, row -> scaled(row, row.baseline()))
                .number("fired", "How often it has fired", AlertState::fired)
                .optionalText(
                        "claim_id",
                        "The claim that was worst when it fired last",
                        row -> row.last().flatMap(Alert::claim))
                .optionalText(
                        "root",
                        "What the pool waited on when it fired last, as far as the pool knows",
                        row -> row.last().map(Alert::root))
                .text("condition", "The whole rule", row -> row.rule().toString())
                .from(reading -> reading.pool().alerts().states());
    }

    private static double value(AlertState row, double value) {
        return row.rule().subject().measure().isTime() ? value / NANOS_A_SECOND : value;
    }

    private static OptionalDouble scaled(AlertState row, OptionalDouble value) {
        return value.isPresent() ? OptionalDouble.of(value(row, value.getAsDouble())) : value;
    }

    private static StatsTable<Alert> alertHistory() {
        return StatsTable.<Alert>named("alert_history", "An alert that fired or was resolved; the last 64")
                .moment("happened", "The moment of that", row -> Optional.of(row.at()))
                .text("rule", "The name of the rule", row -> row.rule().name())
                .text("kind", "fires or resolved", row -> row.kind().name().toLowerCase(Locale.ROOT))
                .duration(
                        "lasted",
                        "The time since the rule was broken first",
                        row -> OptionalLong.of(row.lasted().toNanos()))
                .optionalText("claim_id", "The claim that was worst when it fired", Alert::claim)
                .text("root", "What the pool waited on when it fired, as far as the pool knows", Alert::root)
                .text("summary", "The alert in one line, with the figure before, now and usually", Alert::toString)
                .text("report", "A page about the worst claim and its root", Alert::report)
                .from(reading -> reading.pool().alerts().kept());
    }
}
