package dev.penstock.pool.propagation;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationContext;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The operation of a thread as a value that Micrometer's context-propagation carries. The library loads it as a
 * service. Thread-safe; no method throws.
 */
public final class OperationAccessor implements ThreadLocalAccessor<Operation> {
    /** The key of the operation in a snapshot of the context. */
    public static final String KEY = "dev.penstock.operation";

    /** For the service loader. */
    public OperationAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable Operation getValue() {
        return Operation.currentOrNull();
    }

    @Override
    public void setValue(Operation operation) {
        OperationContext.enter(operation);
    }

    @Override
    public void setValue() {
        OperationContext.clear();
    }

    @Override
    public void restore(Operation previous) {
        OperationContext.restore(previous);
    }

    @Override
    public void restore() {
        OperationContext.restore(null);
    }
}
