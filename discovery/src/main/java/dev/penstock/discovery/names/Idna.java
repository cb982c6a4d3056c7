package dev.penstock.discovery.names;

import java.net.IDN;

/** The conversion of international host names to the ASCII form of DNS and certificates (RFC 3490). */
public final class Idna {
    /** Sharp s, final sigma and the two joiners: IDNA 2003 and IDNA 2008 convert them to different names. */
    private static final String DIFFERENT_SINCE_2008 = "\u00df\u03c2\u200c\u200d";

    private Idna() {}

    /**
     * Converts each international label to its {@code xn--} form. A name in ASCII stays as it is.
     *
     * @throws IllegalArgumentException if there is no such form, or if the form is ambiguous; the message says which
     */
    public static String toAscii(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        name.chars()
                .filter(c -> DIFFERENT_SINCE_2008.indexOf(c) >= 0)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(String.format(
                            "'%s' contains the character U+%04X, which IDNA 2003 and IDNA 2008 convert differently;"
                                    + " write the name in its xn-- form",
                            name, c));
                });
        try {
            return IDN.toASCII(name);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be converted to ASCII (" + e.getMessage()
                            + "); write the name in its xn-- form",
                    e);
        }
    }
}
