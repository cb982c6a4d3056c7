package dev.penstock.pool.alerts;

import dev.penstock.pool.alerts.AlertRule.Recovery;
import dev.penstock.pool.alerts.AlertRule.Subject;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of one rule: {@code FIGURE [at BACKEND] [of OPERATION] > VALUE [over TIME] [for TIME] [until VALUE
 * [for TIME]]}. Not thread-safe.
 */
final class RuleParser {
    private static final Pattern TOKEN = Pattern.compile("\"([^\"]*)\"|>|[^\\s>\"]+");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,4})?)");
    private static final Map<String, Double> NANOS = Map.of("ms", 1e6, "s", 1e9, "m", 60e9, "h", 3_600e9);
    private static final double RECOVERY_SHARE = 0.8;
    private static final Duration LEAST_RECOVERY = Duration.ofSeconds(10);
    private static final Duration LEAST_WINDOW = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_TEXT = 400;

    private final List<String> tokens = new ArrayList<>();
    private int next;

    RuleParser(String text) {
        if (text.length() > MOST_TEXT) {
            throw new IllegalArgumentException("must be a rule of at most " + MOST_TEXT + " characters");
        }
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find()) {
            requireBlank(text.substring(end, matcher.start()));
            tokens.add(matcher.group());
            end = matcher.end();
        }
        requireBlank(text.substring(end));
    }

    private static void requireBlank(String between) {
        if (!between.isBlank()) {
            throw new IllegalArgumentException("has a quotation mark without its counterpart");
        }
    }

    AlertRule parse(String name) {
        Subject subject = subject();
        require(">", "must have '>' and a value after " + subject);
        double above = value(subject.measure());
        Duration window = window(subject.measure());
        Duration lasting = takes("for") ? time("for", Duration.ZERO) : Duration.ZERO;
        Recovery recovery = recovery(subject.measure(), above, lasting);
        if (next < tokens.size()) {
            throw new IllegalArgumentException("has '" + tokens.get(next)
                    + "' at a place where only over, for or until with a value may follow, in this order");
        }
        return new AlertRule(name, subject, above, window, lasting, recovery);
    }

    private Subject subject() {
        String first = take("a figure: an event such as claim_acquire, or one of " + Measure.names());
        Optional<WaitEvent> event = Arrays.stream(WaitEvent.values())
                .filter(known -> known.label().equals(first))
                .findFirst();
        Measure measure;
        double percentile = 0;
        if (event.isPresent()) {
            String figure = take("p99 or another percentile, rate or load after " + first);
            Matcher matcher = PERCENTILE.matcher(figure);
            if (matcher.matches()) {
                measure = Measure.PERCENTILE;
                percentile = percentile(matcher.group(1), figure);
            } else {
                measure = Measure.named(figure)
                        .filter(Measure::takesEvent)
                        .or(() -> Optional.of(Measure.RATE)
                                .filter(rate -> rate.label().equals(figure)))
                        .orElseThrow(() -> new IllegalArgumentException("has '" + figure + "' after " + first
                                + ", which must be p99 or another percentile, rate or load"));
            }
        } else {
            measure = Measure.named(first)
                    .orElseThrow(() -> new IllegalArgumentException("begins with '" + first
                            + "', which must be a wait event, such as claim_acquire, or one of " + Measure.names()));
        }
        return scoped(measure, event, percentile);
    }

    private static double percentile(String digits, String figure) {
        double percentile = Double.parseDouble(digits);
        if (percentile <= 0) {
            throw new IllegalArgumentException("has '" + figure + "', which must be above p0 and below p100");
        }
        return percentile;
    }

    private Subject scoped(Measure measure, Optional<WaitEvent> event, double percentile) {
        Optional<String> backend =
                takes("at") ? Optional.of(label("at", "a backend's name or address")) : Optional.empty();
        Optional<String> operation = takes("of") ? Optional.of(label("of", "an operation's name")) : Optional.empty();
        if (!measure.isScoped() && (backend.isPresent() || operation.isPresent())) {
            throw new IllegalArgumentException(
                    "has 'at' or 'of', but " + measure.label() + " is known for the whole pool only");
        }
        if (measure == Measure.PERCENTILE && operation.isPresent()) {
            throw new IllegalArgumentException(
                    "has 'of', but percentiles are not kept by operation: use rate, load or oldest_wait");
        }
        if (measure == Measure.OLDEST_WAIT && backend.isPresent()) {
            throw new IllegalArgumentException("has 'at', but a claim that waits has no backend yet");
        }
        if (measure.takesEvent() && backend.isPresent() && operation.isPresent()) {
            throw new IllegalArgumentException("has 'at' and 'of', which are not counted together: use one of them");
        }
        return new Subject(measure, event, percentile, backend, operation);
    }

    private String label(String word, String what) {
        String label = take(what + " after " + word);
        return label.startsWith("\"") ? label.substring(1, label.length() - 1) : label;
    }

    private Duration window(Measure measure) {
        if (!takes("over")) {
            if (measure.isWindowed()) {
                throw new IllegalArgumentException("must have 'over' and a time, such as over 1m, because "
                        + (measure == Measure.PERCENTILE ? "a percentile" : measure.label())
                        + " is about a window of time");
            }
            return Duration.ZERO;
        }
        if (!measure.isWindowed()) {
            throw new IllegalArgumentException(
                    "has 'over', but " + measure.label() + " is about one moment: use 'for' and a time");
        }
        return time("over", LEAST_WINDOW);
    }

    private Recovery recovery(Measure measure, double above, Duration lasting) {
        Duration least = lasting.compareTo(LEAST_RECOVERY) > 0 ? lasting : LEAST_RECOVERY;
        if (!takes("until")) {
            double unit = measure.isTime() ? 1 : 1e9; // a text of nine decimals can be read back
            return new Recovery(Math.round(RECOVERY_SHARE * above * unit) / unit, least);
        }
        double at = value(measure);
        if (at > above) {
            throw new IllegalArgumentException("has a value after 'until' that must not be above the one after '>'");
        }
        return new Recovery(at, takes("for") ? time("for", Duration.ZERO) : least);
    }

    private double value(Measure measure) {
        String text = take(measure.isTime() ? "a time such as 500ms, 5s or 1m" : "a number such as 0 or 2.5");
        if (measure.isTime()) {
            return nanos(text);
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("has '" + text + "', which must be a number such as 0 or 2.5");
        }
        return Double.parseDouble(text);
    }

    private Duration time(String word, Duration least) {
        String text = take("a time such as 30s after " + word);
        Duration time = Duration.ofNanos(Math.round(nanos(text)));
        if (time.compareTo(least) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "has '" + word + " " + text + "', which must be from " + least.toSeconds() + "s to 1h");
        }
        return time;
    }

    private static double nanos(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("has '" + text + "', which must be a time such as 500ms, 5s or 1m");
        }
        return Double.parseDouble(matcher.group(1))
                * Objects.requireNonNull(NANOS.get(matcher.group(2)), "a unit of the pattern");
    }

    private boolean takes(String word) {
        boolean there = next < tokens.size() && tokens.get(next).equals(word);
        next += there ? 1 : 0;
        return there;
    }

    private void require(String word, String rule) {
        if (!takes(word)) {
            throw new IllegalArgumentException(rule);
        }
    }

    private String take(String what) {
        if (next >= tokens.size()) {
            throw new IllegalArgumentException("must have " + what);
        }
        return tokens.get(next++);
    }
}
