package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.Login;
import dev.penstock.pool.Credentials;
import dev.penstock.pool.CredentialsProvider;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * As whom a pool connects: fixed credentials, which may be exchanged, or those that a provider has for each connection.
 * Thread-safe. Knows the passwords of late, since the failure of an attempt may quote one that is out of use.
 */
public final class PoolLogin implements Login {
    static final String USER = "user";
    static final String PASSWORD = "password";
    private static final int PASSWORDS_KEPT = 64;

    private final Properties settings;
    private final Secrets known;
    private final Optional<CredentialsProvider> provider;
    private volatile Credentials fixed;
    private volatile @Nullable CredentialsWatch watch;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final Deque<String> passwords = new ArrayDeque<>();

    /**
     * Creates a login.
     *
     * @param origin has the settings of the driver
     * @param fixed as whom, where the provider does not say
     * @param provider what is asked for each connection
     */
    public PoolLogin(Origin origin, Credentials fixed, Optional<CredentialsProvider> provider) {
        this.settings = origin.properties();
        this.known = Secrets.of(origin.text(), settings);
        this.provider = provider;
        this.fixed = fixed;
        keep(fixed.password());
    }

    /** From here on, connections are made so. */
    public void change(Credentials later) {
        keep(later.password());
        fixed = later;
    }

    /** From here on, credentials of a provider that were refused are watched for others. */
    public void watchedBy(CredentialsWatch watcher) {
        if (provider.isPresent()) {
            watch = watcher;
        }
    }

    @Override
    public void refused(Properties told) {
        CredentialsWatch watcher = watch;
        if (watcher != null) {
            watcher.refused(told);
        }
    }

    /** Ends what watches. */
    public void close() {
        CredentialsWatch watcher = watch;
        if (watcher != null) {
            watcher.close();
        }
    }

    /** What no message may show. */
    public Secrets secrets() {
        List<String> all = new ArrayList<>(known.values());
        lock.lock();
        try {
            all.addAll(passwords);
        } finally {
            lock.unlock();
        }
        return new Secrets(all);
    }

    @Override
    public Properties properties() throws SQLException {
        Properties told = new Properties();
        told.putAll(settings);
        Credentials usual = fixed;
        Credentials now = provider.isPresent() ? provided(provider.get()) : usual;
        String user = now.username() == null ? usual.username() : now.username();
        if (user != null) {
            told.setProperty(USER, user);
        }
        String password = now.password();
        if (password != null) {
            told.setProperty(PASSWORD, password);
        }
        return told;
    }

    private Credentials provided(CredentialsProvider asked) throws SQLException {
        Credentials found;
        try {
            found = asked.getCredentials();
        } catch (SQLException | RuntimeException | Error e) {
            throw new SQLException("credentialsProvider " + nameOf(asked) + " failed: " + e, "08001", e);
        }
        if (found == null) {
            throw new SQLException("credentialsProvider " + nameOf(asked) + " returned no credentials", "08001");
        }
        keep(found.password());
        return found;
    }

    private static String nameOf(CredentialsProvider provider) {
        return provider.getClass().getName();
    }

    private void keep(@Nullable String password) {
        if (password == null) {
            return;
        }
        lock.lock();
        try {
            passwords.remove(password);
            passwords.addLast(password);
            if (passwords.size() > PASSWORDS_KEPT) {
                passwords.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }
}
