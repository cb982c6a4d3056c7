package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** The text and the stack of lines with an exception, as SLF4J makes them. */
class SafeLogTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = new Lines(lines);
    private final Exception failure = new IllegalStateException("scripted");

    /** A logger that keeps each line, and after it the class of the exception whose stack it would print. */
    private static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;
        private final transient List<String> lines;

        Lines(List<String> lines) {
            this.name = "lines";
            this.lines = lines;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String form,
                Object @Nullable [] facts,
                @Nullable Throwable thrown) {
            lines.add(MessageFormatter.basicArrayFormat(form, facts) + (thrown == null ? "" : " | " + thrown));
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }

    @Test
    void exceptionAfterTheHolesHasStack() {
        SafeLog.warn(logger, "pool {} failed", "orders", failure);
        assertThat(lines).containsExactly("pool orders failed | java.lang.IllegalStateException: scripted");
    }

    @Test
    void exceptionInTheLastHoleIsText() {
        SafeLog.warn(logger, "pool {} failed: {}", "orders", failure);
        assertThat(lines).containsExactly("pool orders failed: java.lang.IllegalStateException: scripted");
    }
}
