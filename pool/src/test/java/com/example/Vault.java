package com.example;

import dev.penstock.pool.Credentials;
import dev.penstock.pool.CredentialsProvider;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody else's provider, which does what a test says. */
public final class Vault implements CredentialsProvider {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Callable<Credentials> answer = () -> Credentials.of("clerk", "first");

    /** Made by its name, too. */
    public Vault() {}

    /** What it does when it is asked. */
    public void answers(Callable<Credentials> next) {
        answer = next;
    }

    /** Hangs until it is interrupted. */
    public void hangs() {
        answer = () -> {
            new CountDownLatch(1).await();
            return Credentials.of(null, null);
        };
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    @Override
    public Credentials getCredentials() throws SQLException {
        asked.incrementAndGet();
        try {
            return answer.call();
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
