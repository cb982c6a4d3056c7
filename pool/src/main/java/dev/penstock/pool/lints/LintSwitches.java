package dev.penstock.pool.lints;

import dev.penstock.waits.text.ForeignText;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the property {@code lints}: which lints a pool looks for. */
public final class LintSwitches {
    /** The word for all lints. */
    public static final String ALL = "all";

    /** The word for no lint. */
    public static final String NONE = "none";

    private LintSwitches() {}

    /**
     * The lints of a text: {@value #ALL}, {@value #NONE}, names, or names with a minus sign before them, with commas
     * between. A text that begins with a minus sign takes lints away from all of them.
     *
     * @param text for example {@code all}, {@code -dns_stale,-nested_claim} or {@code nested_claim}
     * @throws IllegalArgumentException if a name is unknown; the message says what would be right
     */
    public static Set<Lint> parse(String text) {
        List<String> words = List.of(text.strip().split("\\s*,\\s*", -1));
        Set<Lint> lints = words.get(0).startsWith("-") ? EnumSet.allOf(Lint.class) : EnumSet.noneOf(Lint.class);
        for (String word : words) {
            switch (word) {
                case ALL -> lints.addAll(EnumSet.allOf(Lint.class));
                case NONE -> lints.clear();
                default -> apply(word, lints);
            }
        }
        return Collections.unmodifiableSet(lints);
    }

    private static void apply(String word, Set<Lint> lints) {
        boolean off = word.startsWith("-");
        String id = off ? word.substring(1) : word;
        Lint lint = Lint.named(id)
                .orElseThrow(() -> new IllegalArgumentException("has '" + ForeignText.line(id, 80)
                        + "', and must be all, none, or names with commas between, each with a minus sign before it to"
                        + " switch it off; the names are " + Lint.ids()));
        if (off) {
            lints.remove(lint);
        } else {
            lints.add(lint);
        }
    }
}
