package dev.penstock.pool.alerts;

import dev.penstock.waits.text.ForeignText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules of a pool: the defaults, and those of its configuration. */
public final class AlertRules {
    /** The word that switches a rule off. */
    public static final String OFF = "off";

    private static final int MOST = 64;

    private static final Map<String, String> DEFAULTS = defaults();

    private AlertRules() {}

    private static Map<String, String> defaults() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("slow_claims", "claim_acquire p99 > 1s over 1m for 30s");
        rules.put("oldest_waiter", "oldest_wait > 5s for 2s");
        rules.put("unanswered_call", "oldest_call > 5s for 2s");
        rules.put("oldest_holder", "oldest_hold > 60s for 2s");
        rules.put("timeouts", "timeouts > 0 over 1m");
        rules.put("deadlock", "deadlocks > 0 over 1m");
        rules.put("stalled_backend", "stalls > 0 over 1m");
        rules.put("promise_violated", "promise_violations > 0 over 5m");
        return rules;
    }

    /** The text of each rule that a pool has by default, by its name. */
    public static Map<String, String> defaultTexts() {
        return new LinkedHashMap<>(DEFAULTS);
    }

    /**
     * The rules of a configuration: the defaults, unless it has another rule of that name or {@value #OFF}, and then
     * its further rules by name.
     *
     * @param configured texts and {@link AlertRule}s by name
     * @param errors gets one error for each wrong entry: its property, its value, and what would be right
     */
    public static List<AlertRule> of(Map<String, Object> configured, List<String> errors) {
        Map<String, Object> texts = new LinkedHashMap<>(DEFAULTS);
        texts.putAll(new TreeMap<>(configured));
        List<AlertRule> rules = new ArrayList<>();
        texts.forEach((name, value) -> {
            try {
                add(name, value, rules);
            } catch (IllegalArgumentException e) {
                String shown = ForeignText.line(String.valueOf(value));
                errors.add("alerts." + ForeignText.line(name) + " '" + shown + "' " + e.getMessage());
            }
        });
        if (rules.size() > MOST) {
            errors.add("alerts are " + rules.size() + " rules, and must be at most " + MOST);
        }
        return List.copyOf(rules);
    }

    private static void add(String name, Object value, List<AlertRule> rules) {
        AlertRule.requireName(name);
        if (value instanceof AlertRule rule) {
            rules.add(rule);
            return;
        }
        String text = value.toString().strip();
        if (!text.equals(OFF)) {
            rules.add(AlertRule.parse(name, text));
        } else if (!DEFAULTS.containsKey(name)) {
            throw new IllegalArgumentException(
                    "must be a rule: only the defaults can be off, which are " + String.join(", ", DEFAULTS.keySet()));
        }
    }
}
