/// One attempt at work.
///
/// It reads `words` where its own program says, whose offsets the compiler has made; it reads `scalars` only at
/// places that it has compared with `count` (and, for what precedes, with 0); it writes frames only below `capacity`
/// and registers that the program has counted. So no place comes from the text.
@safe struct ExpressionMachine {
    /// How a run ended, where it did not end in a place.
    enum Outcome {
        static let none = -1
        static let open = -2
        static let limit = -3
        static let full = -4
    }

    enum Kind {
        static let place: UInt32 = 0
        static let greedyRun: UInt32 = 1
        static let lazyRun: UInt32 = 2
        static let choice: UInt32 = 3
        static let register: UInt32 = 4
        static let untaint: UInt32 = 5
    }

    let words: UnsafePointer<UInt32>
    let code: UnsafePointer<UInt32>
    let scalars: UnsafePointer<UInt32>
    let count: Int
    let isTextStart: Bool
    let isComplete: Bool
    let frames: UnsafeMutablePointer<ExpressionWorkspace.Frame>
    let capacity: Int
    let registers: UnsafeMutablePointer<UInt32>
    let limit: Int
    var top = 0
    var steps = 0
    var furthest = 0

    init(
        words: UnsafePointer<UInt32>, start: Int, scalars: UnsafePointer<UInt32>, count: Int, isTextStart: Bool,
        isComplete: Bool, frames: UnsafeMutablePointer<ExpressionWorkspace.Frame>, capacity: Int,
        registers: UnsafeMutablePointer<UInt32>, limit: Int
    ) {
        unsafe self.words = words
        unsafe code = words + start
        unsafe self.scalars = scalars
        self.count = count
        self.isTextStart = isTextStart
        self.isComplete = isComplete
        unsafe self.frames = frames
        self.capacity = capacity
        unsafe self.registers = registers
        self.limit = limit
    }

    /// The first place of some that an attempt does not exclude, or the last; and the outcome there.
    ///
    /// `firsts` is the set of what every match begins with; 0 where a match may take nothing.
    mutating func search(from: Int, to: Int, firsts: UInt32) -> (place: Int, outcome: Int) {
        var place = from
        while true {
            steps = 0
            furthest = place
            if unsafe firsts == 0 || place >= count || contains(firsts, scalars[place]) {
                let outcome = run(from: 0, at: place, wantsTruth: false)
                if outcome != Outcome.none { return (place, outcome) }
            }
            guard place + 1 < to else { return (place, Outcome.none) }
            place += 1
        }
    }

    @inline(__always)
    func contains(_ set: UInt32, _ scalar: UInt32) -> Bool {
        let head = unsafe words + Int(set)
        if scalar < 128 { return unsafe head[Int(scalar >> 5)] >> (scalar & 31) & 1 != 0 }
        let others = unsafe Int(head[5])
        if others == 0 || scalar > 0x10FFFF { return false }
        if unsafe head[4] != 0 {
            let table = unsafe head + ProgramCode.setHead
            let bits = unsafe table + Int(table[Int(scalar >> 8)])
            return unsafe bits[Int((scalar & 255) >> 5)] >> (scalar & 31) & 1 != 0
        }
        var range = unsafe head + ProgramCode.setHead
        for _ in 0..<others {
            if unsafe scalar <= range[1] { return unsafe scalar >= range[0] }
            unsafe range += 2
        }
        return false
    }

    /// The list of branches that may begin with a scalar.
    @inline(__always)
    func choices(_ table: Int, at position: Int) -> UInt32 {
        let head = unsafe words + table
        guard position < count else { return unsafe head[128] }
        let scalar = unsafe scalars[position]
        if scalar < 128 { return unsafe head[Int(scalar)] }
        var low = 0
        var high = unsafe Int(head[129]) - 1
        let ranges = unsafe head + 130
        while low < high {
            let middle = (low + high) >> 1
            if unsafe ranges[2 * middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return unsafe ranges[2 * low + 1]
    }

    @inline(__always)
    mutating func push(_ kind: UInt32, _ first: UInt32, _ second: UInt32, _ third: UInt32) -> Bool {
        guard top < capacity else { return false }
        unsafe frames[top] = ExpressionWorkspace.Frame(kind: kind, first: first, second: second, third: third)
        top += 1
        return true
    }

    @inline(__always)
    mutating func reached(_ position: Int) {
        if position > furthest { furthest = position }
    }

    /// Runs from an instruction at a place until a match: the place where it ends, or an outcome.
    ///
    /// - Parameter wantsTruth: whether it only counts that some path matches (as in look-around), not which is the
    ///   first to do so; then paths that the end of the data leaves undecided do not stand before others.
    mutating func run(from first: UInt32, at place: Int, wantsTruth: Bool) -> Int {
        let base = top
        var pc = first
        var position = place
        // Whether something on this path was taken for true that only text to come decides.
        var isTainted = false
        var sawOpen = false
        defer { top = base }
        while true {
            steps &+= 1
            if steps > limit { return Outcome.limit }
            let instruction = unsafe code + Int(pc) * ProgramCode.stride
            // The compiler writes raw values of operations only.
            guard let operation = unsafe Operation(rawValue: instruction[0]) else { return Outcome.limit }
            let a = unsafe instruction[1]
            path: do {
                switch operation {
                case .match:
                    if !isTainted { return position }
                    if !wantsTruth { return Outcome.open }
                    sawOpen = true
                    break path
                case .fail:
                    reached(position - 1)
                    break path
                case .scalar:
                    guard position < count else {
                        if isComplete {
                            reached(position)
                            break path
                        }
                        if !wantsTruth { return Outcome.open }
                        sawOpen = true
                        break path
                    }
                    if unsafe scalars[position] != a {
                        reached(position)
                        break path
                    }
                    position += 1
                    pc += 1
                    continue
                case .set:
                    guard position < count else {
                        if isComplete {
                            reached(position)
                            break path
                        }
                        if !wantsTruth { return Outcome.open }
                        sawOpen = true
                        break path
                    }
                    if unsafe !contains(a, scalars[position]) {
                        reached(position)
                        break path
                    }
                    position += 1
                    pc += 1
                    continue
                case .literal:
                    let literal = unsafe words + Int(a)
                    let length = unsafe Int(instruction[2])
                    let available = min(length, count - position)
                    var index = 0
                    while index < available, unsafe scalars[position + index] == literal[index] { index += 1 }
                    if index == length {
                        position += length
                        pc += 1
                        continue
                    }
                    if index < available || isComplete {
                        reached(position + index)
                        break path
                    }
                    if !wantsTruth { return Outcome.open }
                    sawOpen = true
                    break path
                case .greedyRun, .possessiveRun:
                    let least = unsafe Int(instruction[2])
                    let greatest = unsafe instruction[3]
                    let bound = greatest == ProgramCode.none ? count : min(count, position + Int(greatest))
                    var end = position
                    while end < bound, unsafe contains(a, scalars[end]) { end += 1 }
                    steps &+= (end - position) >> 4
                    if end == count, !isComplete, greatest == ProgramCode.none || end - position < Int(greatest) {
                        if !wantsTruth { return Outcome.open }
                        sawOpen = true
                        if operation == .possessiveRun { break path }
                    }
                    if end < bound || end == count { reached(end) }
                    let low = position + least
                    if end < low { break path }
                    if operation == .greedyRun, end > low {
                        guard push(Kind.greedyRun, pc, UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: end))
                        else { return Outcome.full }
                        // Comes back at once for the first place that what follows can stand at.
                        break path
                    }
                    position = end
                    pc += 1
                    continue
                case .lazyRun:
                    let least = unsafe Int(instruction[2])
                    let greatest = unsafe instruction[3]
                    let low = position + least
                    let bound = min(count, low)
                    while position < bound, unsafe contains(a, scalars[position]) { position += 1 }
                    if position < low {
                        if position < count || isComplete {
                            reached(position)
                            break path
                        }
                        if !wantsTruth { return Outcome.open }
                        sawOpen = true
                        break path
                    }
                    let more = greatest == ProgramCode.none ? ProgramCode.none : greatest - UInt32(least)
                    guard push(Kind.lazyRun, pc, UInt32(truncatingIfNeeded: position), more)
                    else { return Outcome.full }
                    pc += 1
                    continue
                case .jump:
                    pc = a
                    continue
                case .split:
                    let other = unsafe instruction[2]
                    let begins = unsafe instruction[3]
                    let otherBegins = unsafe instruction[4]
                    if position < count {
                        let scalar = unsafe scalars[position]
                        reached(position)
                        if begins != 0, !contains(begins, scalar) {
                            pc = other
                            continue
                        }
                        if otherBegins != 0, !contains(otherBegins, scalar) {
                            pc = a
                            continue
                        }
                    } else if isComplete {
                        reached(position)
                        if begins != 0 {
                            pc = other
                            continue
                        }
                        if otherBegins != 0 {
                            pc = a
                            continue
                        }
                    }
                    guard push(Kind.place, other, UInt32(truncatingIfNeeded: position), 0)
                    else { return Outcome.full }
                    pc = a
                    continue
                case .alternatives:
                    if position < count || isComplete { reached(position) }
                    let list = choices(Int(a), at: position)
                    let branch = unsafe words[Int(list)]
                    if branch == ProgramCode.none { break path }
                    if unsafe words[Int(list) + 1] != ProgramCode.none {
                        guard push(Kind.choice, list + 1, UInt32(truncatingIfNeeded: position), 0)
                        else { return Outcome.full }
                    }
                    pc = branch
                    continue
                case .countStart, .emptyStart:
                    let value = operation == .countStart ? 0 : UInt32(truncatingIfNeeded: position)
                    guard unsafe push(Kind.register, a, registers[Int(a)], 0) else { return Outcome.full }
                    unsafe registers[Int(a)] = value
                    pc += 1
                    continue
                case .countTest:
                    let done = unsafe registers[Int(a & 0x7FFF_FFFF)]
                    let exit = unsafe instruction[4]
                    if unsafe done < instruction[2] {
                        pc += 1
                        continue
                    }
                    if unsafe done >= instruction[3] {
                        pc = exit
                        continue
                    }
                    if position < count || isComplete {
                        reached(position)
                        if unsafe position == count || !contains(instruction[5], scalars[position]) {
                            pc = exit
                            continue
                        }
                    }
                    let isLazy = a >> 31 != 0
                    guard push(Kind.place, isLazy ? pc + 1 : exit, UInt32(truncatingIfNeeded: position), 0)
                    else { return Outcome.full }
                    pc = isLazy ? exit : pc + 1
                    continue
                case .countRound:
                    guard unsafe push(Kind.register, a, registers[Int(a)], 0) else { return Outcome.full }
                    unsafe registers[Int(a)] &+= 1
                    pc += 1
                    continue
                case .emptyEnd:
                    pc = unsafe registers[Int(a)] == UInt32(truncatingIfNeeded: position) ? instruction[2] : pc + 1
                    continue
                case .atomic:
                    let end = run(from: pc + 1, at: position, wantsTruth: false)
                    if end >= 0 {
                        position = end
                        pc = a
                        continue
                    }
                    if end == Outcome.none { break path }
                    if end != Outcome.open || !wantsTruth { return end }
                    sawOpen = true
                    break path
                case .lookBehindSet:
                    let isThere = unsafe position > 0 && contains(a, scalars[position - 1])
                    if unsafe isThere == (instruction[2] != 0) {
                        reached(position - 1)
                        break path
                    }
                    pc += 1
                    continue
                case .lookAhead, .lookAheadSet, .lookBehind:
                    let negative = unsafe instruction[2] != 0
                    let truth = look(operation, pc, position)
                    if truth <= Outcome.limit { return truth }
                    if truth == Outcome.open {
                        reached(count)
                        if !isTainted {
                            guard push(Kind.untaint, 0, 0, 0) else { return Outcome.full }
                            isTainted = true
                        }
                    } else if (truth >= 0) == negative {
                        reached(position - 1)
                        break path
                    }
                    pc =
                        switch operation {
                        case .lookAhead: a
                        case .lookBehind: unsafe instruction[3]
                        default: pc + 1
                        }
                    continue
                case .textStart, .textEnd, .textEndOrLastLineFeed, .lineStart, .lineEnd, .wordEdge:
                    let negative = unsafe instruction[2] != 0
                    switch holds(operation, a, position) {
                    case nil:
                        reached(count)
                        if !isTainted {
                            guard push(Kind.untaint, 0, 0, 0) else { return Outcome.full }
                            isTainted = true
                        }
                    case let truth?:
                        if truth == negative {
                            reached(operation == .textStart ? position - 1 : position)
                            break path
                        }
                        if operation != .textStart { reached(position) }
                    }
                    pc += 1
                    continue
                }
            }
            // This path is dead: back to the last choice.
            back: while true {
                guard top > base else { return sawOpen ? Outcome.open : Outcome.none }
                let frame = unsafe frames[top - 1]
                switch frame.kind {
                case Kind.register:
                    unsafe registers[Int(frame.first)] = frame.second
                    top -= 1
                case Kind.untaint:
                    isTainted = false
                    top -= 1
                case Kind.place:
                    pc = frame.first
                    position = Int(frame.second)
                    top -= 1
                    break back
                case Kind.choice:
                    pc = unsafe words[Int(frame.first)]
                    position = Int(frame.second)
                    if unsafe words[Int(frame.first) + 1] == ProgramCode.none {
                        top -= 1
                    } else {
                        unsafe frames[top - 1].first = frame.first + 1
                    }
                    break back
                case Kind.greedyRun:
                    if let place = giveBack(frame) {
                        pc = frame.first + 1
                        position = place
                        break back
                    }
                default:
                    if let place = takeMore(frame) {
                        if place < 0 {
                            if !wantsTruth { return Outcome.open }
                            sawOpen = true
                        } else {
                            pc = frame.first + 1
                            position = place
                            break back
                        }
                    }
                }
            }
        }
    }
}
