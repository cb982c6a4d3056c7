package dev.penstock.discovery.names;

import java.net.IDN;

/** International host names in the form that DNS and certificates have them in (RFC 3490). */
public final class Idna {
    /** Sharp s, final sigma, and the two joiners: IDNA 2003 and 2008 make different names of them. */
    private static final String DIFFERENT_SINCE_2008 = "\u00df\u03c2\u200c\u200d";

    private Idna() {}

    /**
     * The name with every international label in its {@code xn--} form; one in ASCII as it is.
     *
     * @throws IllegalArgumentException if there is no such form, or none that is certain; the message says which
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
                            "'%s' has the character U+%04X in it, which the two editions of IDNA read differently;"
                                    + " write the name in its xn-- form",
                            name, c));
                });
        try {
            return IDN.toASCII(name);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be turned into ASCII (" + e.getMessage()
                            + "); write the name in its xn-- form",
                    e);
        }
    }
}
