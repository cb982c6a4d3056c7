package dev.penstock.lab.property;

import dev.penstock.lab.LabException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a property's body.
 *
 * @param choices the choices that the body made
 * @param failure the exception of the body; null if the case passed
 */
record Trial(Choices choices, @Nullable Throwable failure) {
    /**
     * Runs the body. An interrupt and a lack of memory are thrown on: a body that hangs or fills the heap must not run
     * thousands of times more.
     */
    static Trial of(Choices choices, Property.Body body) {
        try {
            body.check(choices);
            return new Trial(choices, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("a property was interrupted", e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return new Trial(choices, e);
        }
    }

    long[] values() {
        return choices.values();
    }

    /** Whether this run failed with the same type of exception. Another type is taken for another fault. */
    boolean failsAs(Throwable other) {
        return failure != null && failure.getClass() == other.getClass();
    }
}
