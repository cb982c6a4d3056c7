package dev.penstock.lab.jdbc;

import java.sql.Savepoint;

/** A point in a transaction; without work to keep apart, it has nothing but its name. */
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
