package dev.penstock.console.source;

import java.io.IOException;

/** The main class of a process that attaches to another one as its own user. */
public final class AttachAsUser {
    private AttachAsUser() {}

    /** Takes the ID of the process to attach to, and prints the sentence why that fails. */
    public static void main(String[] arguments) {
        try (JvmProcess process = JvmProcess.attach(Long.parseLong(arguments[0]))) {
            ChildPool.output().println("attached to " + process.pools());
        } catch (IOException e) {
            ChildPool.output().println(e.getMessage());
        }
    }
}
