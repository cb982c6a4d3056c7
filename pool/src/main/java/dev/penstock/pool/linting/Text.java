package dev.penstock.pool.linting;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.penstock.waits.text.ForeignText;
import java.util.List;
import java.util.Locale;

/** Texts about lints. */
final class Text {
    static final int MOST = 400;
    private static final int MOST_NAMED = 3;

    private Text() {}

    @FormatMethod
    static String of(@FormatString String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    /** The first of these names, and the number of the others. */
    static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    /** One line of bounded length. */
    static String line(String text) {
        return ForeignText.line(text, MOST);
    }
}
