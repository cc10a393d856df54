package org.signaling.delivery;

import java.util.ArrayDeque;
import java.util.List;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/**
 * What waits for one connection: the answers to its own messages, and the signaling messages of others. Both are
 * bounded, apart from each other, so that nobody else can use up the room for a sender's answers.
 *
 * <p>For all threads; the lock is held for a queue operation only.
 */
final class Outbox {

    /** How many answers may wait: more than this many unanswered messages and the sender is asked to go. */
    static final int MAX_ANSWERS = 256;
    /** How many characters they may have together; one is taken whatever its size. */
    static final int MAX_ANSWER_CHARS = 262_144;
    /** How many times as many may wait when messages come back that had been taken, as they do when a server dies. */
    static final int LATE_ROOM = 8;

    /**
     * A signaling message that waits.
     *
     * @param frame its text; never null
     * @param message what is told of it; never null
     * @param since since when, in nanoseconds
     */
    record Waiting(String frame, PendingMessage message, long since) {
    }

    /** Answers, with room for so many times as many as usual. */
    private static final class Answers {
        private final ArrayDeque<String> frames = new ArrayDeque<>(4);
        private final int times;
        private int chars;

        Answers(int times) {
            this.times = times;
        }

        boolean offer(String frame) {
            boolean full = frames.size() >= times * MAX_ANSWERS
                    || !frames.isEmpty() && chars + frame.length() > times * MAX_ANSWER_CHARS;
            if (full) {
                return false;
            }
            chars += frame.length();
            return frames.add(frame);
        }

        String poll() {
            String frame = frames.poll();
            chars -= frame == null ? 0 : frame.length();
            return frame;
        }

        boolean isEmpty() {
            return frames.isEmpty();
        }
    }

    private final Histogram waits;
    private final int maxMessages;
    private final int maxChars;
    private ArrayDeque<Waiting> messages;
    private Answers answers;
    private Answers lateAnswers;
    private volatile int lists; // written under the lock
    private int chars;
    private boolean ended;

    /**
     * @param maxMessages how many signaling messages may wait; at least 1
     * @param maxChars how many characters they may have together; one message is taken whatever its size
     * @param waits counts how long signaling messages waited; not null
     */
    Outbox(int maxMessages, int maxChars, Histogram waits) {
        this.waits = waits;
        this.maxMessages = maxMessages;
        this.maxChars = maxChars;
    }

    /**
     * Queues a signaling message.
     *
     * @param frame the message; not null
     * @param message is told by whoever takes it out; not null
     * @param now the time, in nanoseconds
     * @return taken; busy if there is no room; offline behind the end
     */
    synchronized Delivery offer(String frame, PendingMessage message, long now) {
        if (ended) {
            return Delivery.OFFLINE;
        }
        if (messages == null) {
            messages = new ArrayDeque<>(4);
        }
        boolean full = messages.size() >= maxMessages || !messages.isEmpty() && chars + frame.length() > maxChars;
        if (full) {
            return Delivery.BUSY;
        }
        chars += frame.length();
        messages.add(new Waiting(frame, message, now));
        return Delivery.TAKEN;
    }

    /**
     * Queues an answer to the connection's own message.
     *
     * @param frame the answer; not null
     * @return whether there was room
     */
    synchronized boolean offerAnswer(String frame) {
        answers = answers == null ? new Answers(1) : answers;
        return answers.offer(frame);
    }

    /**
     * Queues an answer to a message that had been taken. These have room of their own, because what others do makes them
     * many.
     *
     * @param frame the answer; not null
     * @return whether there was room
     */
    synchronized boolean offerLateAnswer(String frame) {
        lateAnswers = lateAnswers == null ? new Answers(LATE_ROOM) : lateAnswers;
        return lateAnswers.offer(frame);
    }

    /**
     * Notes that the connection asked for the list of users; the list is made when it leaves.
     *
     * @return whether there was room
     */
    synchronized boolean offerList() {
        return lists < MAX_ANSWERS && ++lists > 0;
    }

    /** {@return the next answer; null if none waits} */
    synchronized String pollAnswer() {
        String answer = answers == null ? null : answers.poll();
        return answer != null || lateAnswers == null ? answer : lateAnswers.poll();
    }

    /** {@return whether a list is owed} */
    boolean owesList() {
        return lists > 0;
    }

    /** Notes that one of the lists that were owed leaves. */
    synchronized void listSent() {
        lists--;
    }

    /**
     * {@return the next signaling message; null if none waits}
     *
     * @param now the time, in nanoseconds
     */
    synchronized Waiting poll(long now) {
        Waiting next = messages == null ? null : messages.poll();
        if (next == null) {
            return null;
        }
        chars -= next.frame().length();
        waits.record(now - next.since());
        return next;
    }

    /**
     * Takes no more signaling messages, and gives up those that wait.
     *
     * @return them, for whoever tells their senders; never null
     */
    synchronized List<PendingMessage> end() {
        ended = true;
        List<PendingMessage> rest = messages == null ? List.of() : messages.stream().map(Waiting::message).toList();
        messages = null;
        chars = 0;
        return rest;
    }

    /** {@return whether no frame waits; lists are made when they leave} */
    synchronized boolean isEmpty() {
        return (messages == null || messages.isEmpty()) && (answers == null || answers.isEmpty())
                && (lateAnswers == null || lateAnswers.isEmpty());
    }

    /** {@return how many signaling messages wait} */
    synchronized int size() {
        return messages == null ? 0 : messages.size();
    }
}
