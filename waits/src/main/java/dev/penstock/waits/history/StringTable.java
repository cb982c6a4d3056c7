package dev.penstock.waits.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The texts of one chunk, each stored once. A chunk stores the number of a text, and takes its texts along when it is
 * dropped. One thread adds. Other threads may read a number that the chunk has published.
 */
final class StringTable {
    private static final int FIRST_CAPACITY = 8;
    private static final int BYTES_AN_ENTRY = 96;

    private final Map<String, Integer> numbers = new HashMap<>();

    /** Replaced if it grows. The chunk publishes it together with its entries. */
    private volatile String[] texts = new String[FIRST_CAPACITY];

    private int bytes;

    /** The number of {@code text}, which is added if it is new. */
    int numberOf(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        if (number == texts.length) {
            texts = Arrays.copyOf(texts, 2 * number);
        }
        texts[number] = text;
        numbers.put(text, number);
        bytes += BYTES_AN_ENTRY + 2 * text.length();
        return number;
    }

    /** The text of a number that {@link #numberOf} returned. */
    String text(int number) {
        return texts[number];
    }

    /** An estimate of the memory of all texts, in bytes. */
    int bytes() {
        return bytes;
    }
}
