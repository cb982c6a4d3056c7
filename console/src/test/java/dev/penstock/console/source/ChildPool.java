package dev.penstock.console.source;

import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The main class of a process that a test attaches to. It needs penstock-pool alone. In each pool of one slot, the
 * operation {@code import} holds the slot and {@code checkout} waits for it. The process ends with its standard input.
 */
public final class ChildPool {
    private static final int FOREVER_MILLIS = 600_000;

    private ChildPool() {}

    /** Arguments: the names of the pools; {@code hidden:NAME} for one that is not shown; or {@code version:N}. */
    public static void main(String[] arguments) throws Exception {
        boolean shown = false;
        for (String argument : arguments) {
            if (argument.startsWith("version:")) {
                System.setProperty("dev.penstock.instrument", argument.substring("version:".length()));
            } else {
                boolean hidden = argument.startsWith("hidden:");
                shown |= !hidden;
                start(argument.replaceFirst("^hidden:", ""), !hidden);
            }
        }
        while (shown && !"1".equals(System.getProperty("dev.penstock.instrument"))) {
            Thread.onSpinWait();
        }
        output().println("ready");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(0);
    }

    /** The standard output of a main class, which tells its parent what it has done. */
    static PrintStream output() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    private static void start(String name, boolean shown) throws Exception {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSource(database());
        pool.setPoolName(name);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(FOREVER_MILLIS);
        pool.setInstrumentMBean(shown);
        Connection held = pool.claim(ClaimOptions.none().withOperation("import"));
        Thread waiter = new Thread(() -> claim(pool), "checkout-1");
        waiter.setDaemon(true);
        waiter.start();
        while (pool.records().activity().isEmpty() || held.isClosed()) {
            Thread.onSpinWait();
        }
    }

    private static void claim(PenstockDataSource pool) {
        try (Connection connection = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            connection.isClosed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource database() {
        return proxy(DataSource.class, (self, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> connection();
            case "isWrapperFor" -> false;
            default -> null;
        });
    }

    private static Connection connection() {
        return proxy(Connection.class, (self, method, arguments) -> {
            Class<?> type = method.getReturnType();
            return switch (method.getName()) {
                case "isValid", "getAutoCommit" -> true;
                case "hashCode" -> System.identityHashCode(self);
                case "equals" ->
                    arguments != null && System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                case "toString" -> "connection of ChildPool";
                case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
                default ->
                    type == boolean.class
                            ? (Object) false
                            : List.of(int.class, long.class).contains(type) ? 0 : null;
            };
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(ChildPool.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
