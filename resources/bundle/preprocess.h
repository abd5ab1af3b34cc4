// How an image file becomes the network's input; the steps are those of preprocessing.json. Needs OpenCV.
// (Transparency is not laid over white here: cv::imread drops it.)
#pragma once

#include "model_info.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

// Every row resized to `size` pixels as Pillow's BILINEAR does: a triangle filter that grows with the scale,
// in 22-bit fixed-point arithmetic.
inline cv::Mat resizedAcross(const cv::Mat &image, int size)
{
    const double scale = double(image.cols) / size;
    const double reach = std::max(1.0, scale);
    cv::Mat result(image.rows, size, CV_8UC3);
    for (int x = 0; x < size; ++x) {
        const double center = (x + 0.5) * scale;
        const int first = std::max(0, int(center - reach + 0.5));
        const int end = std::min(image.cols, int(center + reach + 0.5));
        std::vector<double> shares;
        double sum = 0;
        for (int i = first; i < end; ++i) {
            shares.push_back(std::max(0.0, 1 - std::abs((i - center + 0.5) / reach)));
            sum += shares.back();
        }
        for (int y = 0; y < image.rows; ++y) {
            for (int c = 0; c < 3; ++c) {
                int value = 1 << 21;
                for (int i = first; i < end; ++i)
                    value += image.at<cv::Vec3b>(y, i)[c] * int(0.5 + shares[i - first] / sum * (1 << 22));
                result.at<cv::Vec3b>(y, x)[c] = uchar(std::clamp(value >> 22, 0, 255));
            }
        }
    }
    return result;
}

inline cv::Mat square(const cv::Mat &image)
{
    const int smaller = std::min(image.cols, image.rows);
    const int larger = std::max(image.cols, image.rows);
    const std::string mode = modelResize;
    if (mode == "crop")
        return image(cv::Rect((image.cols - smaller) / 2, (image.rows - smaller) / 2, smaller, smaller));
    if (mode == "squish")
        return image;
    cv::Mat canvas(larger, larger, CV_8UC3, cv::Scalar());
    image.copyTo(
        canvas(cv::Rect((larger - image.cols) / 2, (larger - image.rows) / 2, image.cols, image.rows)));
    return canvas;
}

// 1 x 3 x size x size, float32.
inline cv::Mat pixelValues(const std::string &file)
{
    const cv::Mat decoded = cv::imread(file, cv::IMREAD_COLOR); // upright, blue first
    if (decoded.empty())
        throw std::runtime_error("cannot be read");
    cv::Mat image;
    cv::cvtColor(decoded, image, cv::COLOR_BGR2RGB);
    image = resizedAcross(square(image), modelSize).t();
    image = resizedAcross(image, modelSize).t();
    const int sizes[]{1, 3, modelSize, modelSize};
    cv::Mat values(4, sizes, CV_32F);
    float *next = values.ptr<float>();
    for (int c = 0; c < 3; ++c) {
        for (int y = 0; y < modelSize; ++y) {
            for (int x = 0; x < modelSize; ++x)
                *next++ = (float(image.at<cv::Vec3b>(y, x)[c]) / 255 - modelMean[c]) / modelDeviation[c];
        }
    }
    return values;
}

inline int usage(const char *program)
{
    std::cerr << "usage: " << program << " IMAGE...\n";
    return 2;
}

// Prints file, label and probability of one image.
inline void printAnswer(const std::string &file, const float *logits, int classes)
{
    std::ifstream labels("labels.txt");
    const int best = int(std::max_element(logits, logits + classes) - logits);
    double sum = 0;
    for (int i = 0; i < classes; ++i)
        sum += std::exp((logits[i] - logits[best]) / modelTemperature);
    std::string label;
    for (int i = 0; i <= best; ++i)
        std::getline(labels, label);
    std::cout << file << '\t' << label << '\t' << std::fixed << std::setprecision(6) << 1 / sum << '\n';
}
