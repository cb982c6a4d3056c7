package dev.penstock.pool.users;

import dev.penstock.pool.PenstockDataSource;

/** Where the data of a user of a {@link javax.sql.DataSource} is kept. */
abstract class Database implements AutoCloseable {
    /** A pool of so many slots over it, not started. */
    final PenstockDataSource pool(int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        lead(pool);
        return pool;
    }

    /** Tells the pool where the database is. */
    abstract void lead(PenstockDataSource pool);

    @Override
    public abstract void close();
}
