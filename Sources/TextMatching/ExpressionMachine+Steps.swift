// What the machine does at single instructions; the bounds are those that its own comment gives.

extension ExpressionMachine {
    private func isWord(_ set: UInt32, before position: Int) -> Bool {
        unsafe position > 0 && contains(set, scalars[position - 1])
    }

    /// Whether something holds between two scalars; `nil` where text to come decides.
    func holds(_ operation: Operation, _ set: UInt32, _ position: Int) -> Bool? {
        let isAtEnd = position >= count
        switch operation {
        case .textStart: return position == 0 && isTextStart
        case .lineStart:
            if position == 0 { return isTextStart }
            guard unsafe scalars[position - 1] == 0x0A else { return false }
            return isAtEnd ? isComplete ? false : nil : true
        case .textEnd: return isAtEnd ? isComplete ? true : nil : false
        case .lineEnd: return isAtEnd ? isComplete ? true : nil : unsafe scalars[position] == 0x0A
        case .textEndOrLastLineFeed:
            if isAtEnd { return isComplete ? true : nil }
            guard unsafe position + 1 == count && scalars[position] == 0x0A else { return false }
            return isComplete ? true : nil
        default:
            if isAtEnd, !isComplete { return nil }
            let after = unsafe !isAtEnd && contains(set, scalars[position])
            return after != isWord(set, before: position)
        }
    }

    /// The next place, from the end of a run to its least, at which what follows can stand; `nil` where there is
    /// none. The frame on top is that run's, and goes when there is nothing left to give back.
    @inline(__always)
    mutating func giveBack(_ frame: ExpressionWorkspace.Frame) -> Int? {
        let low = Int(frame.second)
        var place = Int(frame.third)
        let follows = unsafe code[Int(frame.first) * ProgramCode.stride + 4]
        if follows != 0 {
            if place == count {
                if isComplete { place -= 1 }
            }
            if place < count {
                reached(place)
                while place >= low, unsafe !contains(follows, scalars[place]) { place -= 1 }
            }
        }
        guard place > low else {
            top -= 1
            return place == low ? place : nil
        }
        unsafe frames[top - 1].third = UInt32(truncatingIfNeeded: place - 1)
        return place
    }

    /// The next place to which a lazy run goes, past those at which what follows cannot stand; −1 where the end of
    /// the data stops it, `nil` where it ends.
    @inline(__always)
    mutating func takeMore(_ frame: ExpressionWorkspace.Frame) -> Int? {
        let instruction = unsafe code + Int(frame.first) * ProgramCode.stride
        let set = unsafe instruction[1]
        let follows = unsafe instruction[4]
        var place = Int(frame.second)
        var left = frame.third
        while left > 0 {
            guard place < count else {
                top -= 1
                if isComplete { reached(place) }
                return isComplete ? nil : -1
            }
            guard unsafe contains(set, scalars[place]) else {
                reached(place)
                top -= 1
                return nil
            }
            place += 1
            steps &+= place & 15 == 0 ? 1 : 0
            if left != ProgramCode.none { left -= 1 }
            if unsafe follows != 0 && place < count && !contains(follows, scalars[place]) {
                reached(place)
                continue
            }
            unsafe frames[top - 1].second = UInt32(truncatingIfNeeded: place)
            unsafe frames[top - 1].third = left
            return place
        }
        top -= 1
        return nil
    }

    /// Looks around from a place: 0 where the body matches, or an outcome.
    mutating func look(_ operation: Operation, _ pc: UInt32, _ position: Int) -> Int {
        let instruction = unsafe code + Int(pc) * ProgramCode.stride
        let a = unsafe instruction[1]
        switch operation {
        case .lookAheadSet:
            if position >= count {
                if isComplete { reached(position) }
                return isComplete ? Outcome.none : Outcome.open
            }
            reached(position)
            return unsafe contains(a, scalars[position]) ? 0 : Outcome.none
        case .lookAhead:
            let end = run(from: pc + 1, at: position, wantsTruth: true)
            if end > 0 { reached(end) }
            return min(end, 0)
        default:
            let list = unsafe words + Int(a)
            var sawOpen = false
            for index in unsafe 0..<Int(list[0]) {
                let width = unsafe Int(list[1 + 2 * index])
                if width > position { continue }
                let end = unsafe run(from: list[2 + 2 * index], at: position - width, wantsTruth: true)
                if end >= 0 { return 0 }
                if end <= Outcome.limit { return end }
                if end == Outcome.open { sawOpen = true }
            }
            return sawOpen ? Outcome.open : Outcome.none
        }
    }
}
