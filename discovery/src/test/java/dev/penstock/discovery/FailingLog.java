package dev.penstock.discovery;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** A log whose every line throws. slf4j-simple has no seam for that, hence the reflection. */
public final class FailingLog implements AutoCloseable {
    private final AtomicInteger lines = new AtomicInteger();
    private final Runnable onEachLine;
    private final Object configuration;
    private final Object usual;

    /** Takes the place of the usual log until it is closed; calls {@code onEachLine} before it throws. */
    public FailingLog(Runnable onEachLine) {
        this.onEachLine = onEachLine;
        LoggerFactory.getILoggerFactory(); // the first use of slf4j-simple sets its output
        try {
            Class<?> logger = Class.forName("org.slf4j.simple.SimpleLogger");
            configuration = accessible(logger.getDeclaredField("CONFIG_PARAMS")).get(null);
            usual = output().get(configuration);
            Constructor<?> choice =
                    Class.forName("org.slf4j.simple.OutputChoice").getDeclaredConstructor(PrintStream.class);
            choice.setAccessible(true);
            output().set(configuration, choice.newInstance(new Line()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("slf4j-simple has changed", e);
        }
    }

    /** How many lines were logged. */
    public int lines() {
        return lines.get();
    }

    private Field output() throws ReflectiveOperationException {
        return accessible(configuration.getClass().getDeclaredField("outputChoice"));
    }

    private static Field accessible(Field field) {
        field.setAccessible(true);
        return field;
    }

    @Override
    public void close() {
        try {
            output().set(configuration, usual);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("slf4j-simple has changed", e);
        }
    }

    private final class Line extends PrintStream {
        Line() {
            super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            lines.incrementAndGet();
            onEachLine.run();
            throw new LinkageError("no appender");
        }
    }
}
