package dev.penstock.backends.slots;

/** The reply of a status task to a status request. */
public final class StatusReply {
    private final SlotSetController controller;
    private final StatusMessage.Request request;
    private final StatusTask task;

    StatusReply(SlotSetController controller, StatusMessage.Request request, StatusTask task) {
        this.controller = controller;
        this.request = request;
        this.task = task;
    }

    StatusMessage.Request request() {
        return request;
    }

    /** Ends the round trip. Returns whether the status task was stalled until now. */
    public boolean accept() {
        return controller.accept(request, task);
    }
}
