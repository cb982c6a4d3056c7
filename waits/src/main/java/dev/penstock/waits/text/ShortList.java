package dev.penstock.waits.text;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lists of names or descriptions in a text of bounded length, however long the list is: DNS, a file or the application
 * decides how many backends, claims or threads there are. Stateless, safe for any thread.
 */
public final class ShortList {
    /** The most items that a list names. It counts the others. */
    public static final int MOST = 10;

    /** The greatest length of an item, in characters. */
    public static final int MAX_ITEM = 250;

    private ShortList() {}

    /**
     * The first ten items, and how many more there are.
     *
     * @param text describes an item; called for the named items only. A longer text than {@value #MAX_ITEM} characters
     *     is cut
     */
    public static <T> String of(Collection<T> items, String separator, Function<? super T, String> text) {
        String rest = items.size() > MOST ? " and " + (items.size() - MOST) + " more" : "";
        return items.stream()
                .limit(MOST)
                .map(item -> ForeignText.line(text.apply(item), MAX_ITEM))
                .collect(Collectors.joining(separator, "", rest));
    }
}
