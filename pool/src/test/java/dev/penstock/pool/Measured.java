package dev.penstock.pool;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Figures of a test, for who reads its log. */
final class Measured {
    private static final Logger LOGGER = LoggerFactory.getLogger(Measured.class);

    private Measured() {}

    static void tell(String format, Object... figures) {
        LOGGER.info(String.format(Locale.ROOT, format, figures));
    }
}
