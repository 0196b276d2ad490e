#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/image_file.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

namespace crucible {
namespace {

namespace fs = std::filesystem;
using testing::ScratchFolder;
using testing::world;

using Arguments = std::vector<std::string>;

/// Runs a command as the program does; returns its figures. Collective.
nlohmann::ordered_json run(const std::string& name, const Arguments& arguments, const std::string& output,
                           bool force = false, bool dry_run = false) {
  const auto table = command_table();
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const CommandRow& candidate) { return candidate.name == name; });
  const std::unique_ptr<Command> command = row->make();
  OptionTable options(name);
  command->declare(options);
  options.parse(arguments);
  CommonOptions common;
  common.output = output;
  common.force = force;
  common.dry_run = dry_run;
  Job job{world(), common, ProgressLog(false, ProgressLog::Level::quiet, {}), {}, {}, "crucible " + name, {}};
  EXPECT_EQ(command->run(job, options), ExitCode::done);
  return job.result;
}

nlohmann::ordered_json compress(const Arguments& arguments, const std::string& output, bool force = false) {
  return run("compress", arguments, output, force);
}

nlohmann::ordered_json expand(const Arguments& arguments, const std::string& output) {
  return run("expand", arguments, output);
}

/// A picture of 12 x 19 pixels as a file.
std::string write_picture(const ScratchFolder& folder, std::int64_t channels) {
  Image image(19, 12, channels);
  for (std::size_t i = 0; i < image.samples.size(); ++i)
    image.samples[i] = static_cast<std::uint16_t>(128 + 100 * std::sin(static_cast<double>(i * i % 331)));
  const std::string path = folder / "picture.png";
  on_root(world(), [&] { write_new_file(path, encode_png(image)); });
  return path;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ErrorKind failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_TRUE(error.on_all_ranks() || world().size() == 1 || error.kind() == ErrorKind::usage)
        << error.what();
    return error.kind();
  }
  ADD_FAILURE() << "nothing was refused";
  return ErrorKind::logic;
}

TEST(CompressCommand, WritesAllThatItPromises) {
  const ScratchFolder folder(world());
  const auto result = compress({write_picture(folder, 3), "--ranks", "3,1"}, folder / "out");
  for (const char* name :
       {"rank-1.png", "rank-3.png", "montage.png", "progression.gif", "table.csv", "factors.h5"})
    EXPECT_TRUE(fs::is_regular_file(folder / "out/" + name)) << name;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "out"), fs::directory_iterator()), 6);
  EXPECT_EQ(result["stored_k"], 3);
  const auto& row = result["ranks"][1];
  EXPECT_EQ(row["k"], 3);
  EXPECT_NEAR(row["size_ratio"].get<double>(), 3.0 * (19 + 36 + 1) / (19 * 36), 1e-12);
  EXPECT_EQ(row["bytes"], fs::file_size(folder / "out/factors.h5"));
  EXPECT_EQ(row["png_bytes"], fs::file_size(folder / "out/rank-3.png"));
}

TEST(CompressCommand, IsExpandedToTheSamePictures) {
  for (const std::int64_t channels : {1, 4}) {
    const ScratchFolder folder(world());
    const std::string picture = write_picture(folder, channels);
    compress({picture, "--ranks", "2,5,12"}, folder / "out");
    expand({folder / "out/factors.h5"}, folder / "all.png");
    expand({folder / "out/factors.h5", "--rank", "5"}, folder / "five.png");
    EXPECT_EQ(content(folder / "all.png"), content(folder / "out/rank-12.png"));
    EXPECT_EQ(content(folder / "five.png"), content(folder / "out/rank-5.png"));
    if (channels == 1) {
      EXPECT_EQ(read_image(folder / "all.png"), read_image(picture)) << "12 is all of a 19 x 12 matrix";
    }
  }
}

TEST(CompressCommand, PicksKBySizeOrEnergyAndStoresIt) {
  const ScratchFolder folder(world());
  const std::string picture = write_picture(folder, 3);
  // 56 / 684 = 0.0819 a component.
  const auto by_size = compress({picture, "--size", "0.25", "--ranks", "1,8"}, folder / "size");
  EXPECT_EQ(by_size["stored_k"], 3);
  EXPECT_EQ(by_size["ranks"].size(), 3U);
  EXPECT_EQ(expand({folder / "size/factors.h5"}, folder / "size.png")["k"], 3);
  const auto by_energy = compress({picture, "--energy", "0.95"}, folder / "energy");
  ASSERT_EQ(by_energy["ranks"].size(), 1U);
  EXPECT_GE(by_energy["ranks"][0]["energy_share"].get<double>(), 0.95);
  const std::int64_t k = by_energy["stored_k"];
  ASSERT_GT(k, 1);
  const auto below = compress({picture, "--ranks", std::to_string(k - 1)}, folder / "below");
  EXPECT_LT(below["ranks"][0]["energy_share"].get<double>(), 0.95);
}

TEST(CompressCommand, CutsItsDefaultsToThePictureButNotWhatWasAskedFor) {
  const ScratchFolder folder(world());
  const std::string picture = write_picture(folder, 3);
  const auto result = compress({picture}, folder / "out");
  ASSERT_EQ(result["ranks"].size(), 3U);  // 1, 10 and all 19
  EXPECT_EQ(result["ranks"][2]["k"], 19);
  EXPECT_TRUE(result["ranks"][2]["psnr"].is_null()) << "nothing is left out";
  EXPECT_EQ(failure([&] { compress({picture, "--ranks", "20"}, folder / "other"); }), ErrorKind::usage);
}

TEST(CompressCommand, RefusesWithoutATrace) {
  const ScratchFolder folder(world());
  const std::string picture = write_picture(folder, 3);
  const std::string out = folder / "out";
  EXPECT_EQ(failure([&] { compress({picture, "--size", "0.01"}, out); }), ErrorKind::usage);
  EXPECT_EQ(failure([&] { compress({picture, "--size", "0.5", "--energy", "0.5"}, out); }), ErrorKind::usage);
  EXPECT_EQ(failure([&] { compress({picture, "--energy", "1.5"}, out); }), ErrorKind::usage);
  EXPECT_EQ(failure([&] { compress({picture, "--max-pixels", "227"}, out); }), ErrorKind::input);
  EXPECT_EQ(failure([&] { compress({folder / "missing.png"}, out); }), ErrorKind::input);
  EXPECT_EQ(failure([&] { expand({picture}, folder / "back.png"); }), ErrorKind::input);
  world().barrier();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(CompressCommand, OverwritesItsOwnResultsOnlyWhenForced) {
  const ScratchFolder folder(world());
  const std::string picture = write_picture(folder, 1);
  compress({picture, "--ranks", "2"}, folder / "out");
  EXPECT_EQ(failure([&] { compress({picture, "--ranks", "4"}, folder / "out"); }), ErrorKind::usage);
  compress({picture, "--ranks", "4"}, folder / "out", true);
  EXPECT_TRUE(fs::exists(folder / "out/rank-4.png"));
  EXPECT_FALSE(fs::exists(folder / "out/rank-2.png"));
}

TEST(CompressCommand, DryRunSaysThePlanAndWritesNothing) {
  const ScratchFolder folder(world());
  const auto plan = run("compress", {write_picture(folder, 3)}, folder / "out", false, true);
  EXPECT_EQ(plan["rows"], 19);
  EXPECT_EQ(plan["columns"], 36);
  EXPECT_GT(plan["bytes_per_rank"], 0);
  EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST(ExpandCommand, WritesPngOnly) {
  const ScratchFolder folder(world());
  compress({write_picture(folder, 1), "--ranks", "2"}, folder / "out");
  EXPECT_EQ(failure([&] { expand({folder / "out/factors.h5"}, folder / "back.jpg"); }), ErrorKind::usage);
  EXPECT_EQ(failure([&] {
              expand({folder / "out/factors.h5", "--rank", "3"}, folder / "back.png");
            }),
            ErrorKind::usage);
}

}  // namespace
}  // namespace crucible
