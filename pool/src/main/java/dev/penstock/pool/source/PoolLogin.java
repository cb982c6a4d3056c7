package dev.penstock.pool.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * The credentials of a pool's connections: configured ones, which can be replaced, or those of a provider. Thread-safe.
 *
 * <p>It keeps the latest passwords as secrets, because the exception of an attempt may quote a password that has been
 * replaced meanwhile.
 */
public final class PoolLogin implements Login {
    static final String USER = "user";
    static final String PASSWORD = "password";
    private static final int MAX_PASSWORDS = 64;

    private final Properties driverProperties;
    private final Secrets configuredSecrets;
    private final Optional<CredentialsProvider> provider;
    private volatile Credentials configured;
    private volatile @Nullable CredentialsWatcher watcher;

    private final ReentrantLock lock = new ReentrantLock();

    /** The latest passwords, the oldest first. */
    @GuardedBy("lock")
    private final Deque<String> passwords = new ArrayDeque<>();

    /**
     * Creates a login.
     *
     * @param source has the driver's properties
     * @param configured the credentials without a provider; the user is also used if the provider gives none
     * @param provider gives the credentials of each connection
     */
    public PoolLogin(ConnectionSource source, Credentials configured, Optional<CredentialsProvider> provider) {
        this.driverProperties = source.properties();
        this.configuredSecrets = source.secrets();
        this.provider = provider;
        this.configured = configured;
        String password = configured.password();
        if (password != null) {
            passwords.add(password);
        }
    }

    /** Replaces the configured credentials, for connections from now on. */
    public void setConfigured(Credentials credentials) {
        keepPassword(credentials);
        configured = credentials;
    }

    /** Has {@code fresh} watch the provider if a server refuses its credentials; does nothing without a provider. */
    public void setWatcher(CredentialsWatcher fresh) {
        if (provider.isPresent()) {
            watcher = fresh;
        }
    }

    @Override
    public void refused(Properties properties) {
        CredentialsWatcher present = watcher;
        if (present != null) {
            present.watch(properties);
        }
    }

    @Override
    public void accepted() {
        CredentialsWatcher present = watcher;
        if (present != null) {
            present.accepted();
        }
    }

    /** Ends the watcher. */
    public void close() {
        CredentialsWatcher present = watcher;
        if (present != null) {
            present.close();
        }
    }

    /** The secrets that no message may contain, at this moment. */
    public Secrets secrets() {
        List<String> known;
        lock.lock();
        try {
            known = new ArrayList<>(passwords);
        } finally {
            lock.unlock();
        }
        return configuredSecrets.and(known);
    }

    @Override
    public Properties properties() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(driverProperties);
        Credentials fallback = configured;
        Credentials credentials = provider.isPresent() ? ask(provider.get()) : fallback;
        String user = credentials.username() == null ? fallback.username() : credentials.username();
        if (user != null) {
            properties.setProperty(USER, user);
        }
        String password = credentials.password();
        if (password != null) {
            properties.setProperty(PASSWORD, password);
        }
        return properties;
    }

    private Credentials ask(CredentialsProvider asked) throws SQLException {
        Credentials credentials;
        try {
            credentials = asked.getCredentials();
        } catch (Throwable e) {
            // The text of the exception may contain a token.
            throw new SQLException(
                    "credentialsProvider " + nameOf(asked) + " failed by "
                            + e.getClass().getName(),
                    "08001");
        }
        if (credentials == null) {
            throw new SQLException("credentialsProvider " + nameOf(asked) + " returned no credentials", "08001");
        }
        keepPassword(credentials);
        return credentials;
    }

    private static String nameOf(CredentialsProvider provider) {
        return provider.getClass().getName();
    }

    private void keepPassword(Credentials credentials) {
        String password = credentials.password();
        if (password == null) {
            return;
        }
        lock.lock();
        try {
            passwords.remove(password);
            passwords.addLast(password);
            if (passwords.size() > MAX_PASSWORDS) {
                passwords.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }
}
