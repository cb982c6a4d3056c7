package dev.penstock.pool;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that does what a test wants of it, for whatever Penstock logs at whatever level. slf4j-simple has no seam for
 * that, hence the reflection.
 */
public final class ScriptedLog implements AutoCloseable {
    private static final List<String> LOGGERS =
            List.of("dev.penstock.backends", "dev.penstock.bundles", "dev.penstock.sessions", "dev.penstock.pool");
    private static final int TRACE = 0;
    private static final int DEBUG = 10;
    private static final int INFO = 20;

    private final AtomicInteger lines = new AtomicInteger();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Object configuration;
    private final Object usual;
    private final boolean takesAll;

    /** A log of the main loggers at debug level. */
    public ScriptedLog(Runnable onEachLine) {
        this(line -> onEachLine.run());
    }

    ScriptedLog(Consumer<String> onEachLine) {
        this(onEachLine, false);
    }

    /** A log of every logger at every level. */
    public static ScriptedLog ofEverything() {
        return new ScriptedLog(line -> {}, true);
    }

    private ScriptedLog(Consumer<String> onEachLine, boolean takesAll) {
        this.takesAll = takesAll;
        try {
            Class<?> logger = Class.forName("org.slf4j.simple.SimpleLogger");
            configuration = accessible(logger.getDeclaredField("CONFIG_PARAMS")).get(null);
            usual = output().get(configuration);
            Constructor<?> choice =
                    Class.forName("org.slf4j.simple.OutputChoice").getDeclaredConstructor(PrintStream.class);
            choice.setAccessible(true);
            output().set(configuration, choice.newInstance(new Line(onEachLine)));
            level(takesAll ? TRACE : DEBUG);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("slf4j-simple has changed", e);
        }
    }

    /** The lines that were logged. */
    public List<String> texts() {
        return texts;
    }

    /** How many lines were logged. */
    int lines() {
        return lines.get();
    }

    private Field output() throws ReflectiveOperationException {
        return accessible(configuration.getClass().getDeclaredField("outputChoice"));
    }

    private static Field accessible(Field field) {
        field.setAccessible(true);
        return field;
    }

    private void level(int level) throws ReflectiveOperationException {
        Class<?> type = Class.forName("org.slf4j.simple.SimpleLogger");
        if (takesAll) {
            accessible(configuration.getClass().getDeclaredField("defaultLogLevel"))
                    .setInt(configuration, level);
        }
        for (String name : takesAll ? known() : LOGGERS) {
            Logger logger = LoggerFactory.getLogger(name);
            accessible(type.getDeclaredField("currentLogLevel")).setInt(logger, level);
        }
    }

    private static List<String> known() throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        Field loggers = accessible(factory.getClass().getDeclaredField("loggerMap"));
        return ((Map<?, ?>) loggers.get(factory))
                .keySet().stream().map(String::valueOf).toList();
    }

    @Override
    public void close() {
        try {
            level(INFO);
            output().set(configuration, usual);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("slf4j-simple has changed", e);
        }
    }

    private final class Line extends PrintStream {
        private final Consumer<String> action;

        Line(Consumer<String> action) {
            super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            this.action = action;
        }

        @Override
        public void println(String line) {
            texts.add(line);
            lines.incrementAndGet();
            action.accept(line);
        }

        /** A part of an exception's stack. */
        @Override
        public void println(Object part) {
            texts.add(String.valueOf(part));
        }
    }
}
