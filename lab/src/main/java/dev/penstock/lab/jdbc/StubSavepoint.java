package dev.penstock.lab.jdbc;

import java.sql.Savepoint;

/** A savepoint; a stub transaction has no work to restore, so a name suffices. */
record StubSavepoint(String name) implements Savepoint {
    @Override
    public int getSavepointId() {
        return name.hashCode();
    }

    @Override
    public String getSavepointName() {
        return name;
    }
}
