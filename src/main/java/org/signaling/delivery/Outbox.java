package org.signaling.delivery;

import java.util.ArrayDeque;

/**
 * What waits for one connection: the answers to its own messages, and the signaling messages of others. Both are
 * bounded, apart from each other, so that nobody else can use up the room for a sender's answers.
 *
 * <p>For all threads; the lock is held for a queue operation only.
 */
final class Outbox {

    /** How many answers may wait: more than this many unanswered messages and the sender is asked to go. */
    static final int MAX_ANSWERS = 256;

    private final int maxMessages;
    private final int maxChars;
    private ArrayDeque<String> messages;
    private ArrayDeque<String> answers;
    private int lists;
    private int chars;

    /**
     * @param maxMessages how many signaling messages may wait; at least 1
     * @param maxChars how many characters they may have together; one message is taken whatever its size
     */
    Outbox(int maxMessages, int maxChars) {
        this.maxMessages = maxMessages;
        this.maxChars = maxChars;
    }

    /**
     * Queues a signaling message.
     *
     * @param frame the message; not null
     * @return whether there was room
     */
    synchronized boolean offer(String frame) {
        if (messages == null) {
            messages = new ArrayDeque<>(4);
        }
        boolean full = messages.size() >= maxMessages || !messages.isEmpty() && chars + frame.length() > maxChars;
        if (full) {
            return false;
        }
        chars += frame.length();
        messages.add(frame);
        return true;
    }

    /**
     * Queues an answer to the connection's own message.
     *
     * @param frame the answer; not null
     * @return whether there was room
     */
    synchronized boolean offerAnswer(String frame) {
        if (answers == null) {
            answers = new ArrayDeque<>(4);
        }
        return answers.size() < MAX_ANSWERS && answers.add(frame);
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
        return answers == null ? null : answers.poll();
    }

    /** {@return whether a list is owed} */
    synchronized boolean owesList() {
        return lists > 0;
    }

    /** Notes that one of the lists that were owed leaves. */
    synchronized void listSent() {
        lists--;
    }

    /** {@return the next signaling message; null if none waits} */
    synchronized String poll() {
        String frame = messages == null ? null : messages.poll();
        if (frame != null) {
            chars -= frame.length();
        }
        return frame;
    }

    /** {@return whether nothing waits} */
    synchronized boolean isEmpty() {
        return lists == 0 && (messages == null || messages.isEmpty()) && (answers == null || answers.isEmpty());
    }

    /** {@return how many signaling messages wait} */
    synchronized int size() {
        return messages == null ? 0 : messages.size();
    }
}
